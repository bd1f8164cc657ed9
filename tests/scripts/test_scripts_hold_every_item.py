"""Every step and item of the priority domains is in the script, with the rules that belong to it."""

import pytest

from remote_cm.domain.call_script import AskOnlyIf, DangerAnswer, DomainScript, GateKind, Item
from remote_cm.domain.red_answers import RedRoute, decide_red
from remote_cm.domain.vocabulary import AgeBand, DomainColour, ScriptDomain, Track, Trigger
from remote_cm.script_library import load_script
from tests.scripts.script_copies import SCRIPTS

SCRIPT = load_script(SCRIPTS, "en")
NOW_OR_SOON = [Trigger.T1, Trigger.T6, Trigger.T7, Trigger.T8, Trigger.T9, Trigger.T10]


def listeners(item: Item) -> dict[Track, set[AgeBand]]:
    """The age bands in which an item is put to each listener at all."""
    found: dict[Track, set[AgeBand]] = {}
    for ask in item.asks:
        found.setdefault(ask.track, set()).update(ask.bands)
    return found


def bands(letters: str) -> set[AgeBand]:
    return {AgeBand(letter) for letter in letters}


def test_the_opening_and_the_closing_are_whole() -> None:
    assert [step.id for step in SCRIPT.opening] == [f"O{number}" for number in range(1, 9)]
    assert [step.gate for step in SCRIPT.opening] == list(GateKind)
    assert [step.id for step in SCRIPT.closing] == [f"C{number}" for number in range(1, 10)]


@pytest.mark.requirement("MON-01")
def test_the_priority_domains_are_whole_and_in_rank_order() -> None:
    assert [domain.domain for domain in SCRIPT.domains] == [
        ScriptDomain.SAFETY,
        ScriptDomain.HEALTH,
        ScriptDomain.FEELINGS,
    ]
    expected = {"D1": 5, "D2": 4, "D3": 4}
    assert list(SCRIPT.items) == [
        f"{domain}.{number}" for domain, count in expected.items() for number in range(1, count + 1)
    ]
    assert [domain.anchor.id for domain in SCRIPT.domains] == ["D1.1", "D2.1", "D3.1"]


def test_every_item_is_put_to_those_whom_it_is_meant_for() -> None:
    found = {item_id: listeners(item) for item_id, item in SCRIPT.items.items()}
    caregiver, child = Track.CAREGIVER, Track.CHILD
    assert found == {
        "D1.1": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D1.2": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D1.3": {caregiver: bands("BCD"), child: bands("BCD")},
        "D1.4": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D1.5": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D2.1": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D2.2": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D2.3": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D2.4": {child: bands("CD")},
        "D3.1": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D3.2": {caregiver: bands("ABCD"), child: bands("BCD")},
        "D3.3": {caregiver: bands("BCD"), child: bands("BCD")},
        "D3.4": {caregiver: bands("ABCD")},
    }


def test_volunteers_may_ask_about_health_mood_sleep_and_strength_and_nothing_else() -> None:
    found = {(item.id, ask.track) for item in SCRIPT.items.values() for ask in item.asks if ask.volunteer_may_ask}
    caregiver, child = Track.CAREGIVER, Track.CHILD
    assert found == {
        ("D2.1", caregiver),
        ("D2.1", child),
        ("D2.2", caregiver),
        ("D2.2", child),
        ("D3.1", caregiver),
        ("D3.2", caregiver),
        ("D3.2", child),
        ("D3.4", caregiver),
    }


@pytest.mark.parametrize("item_id", ["D1.3", "D2.4"])
def test_the_most_delicate_questions_are_never_put_with_ears_around(item_id: str) -> None:
    assert all(AskOnlyIf.PRIVATE in ask.only_if for ask in SCRIPT.items[item_id].asks)


def test_private_health_is_a_matter_between_women_and_girls() -> None:
    assert all(AskOnlyIf.WOMAN_TO_GIRL in ask.only_if for ask in SCRIPT.items["D2.4"].asks)


def test_self_harm_is_asked_of_older_children_by_mood_and_of_younger_ones_after_a_hint() -> None:
    for ask in SCRIPT.items["D3.3"].asks:
        wanted = AskOnlyIf.HINTED if AgeBand.B in ask.bands else AskOnlyIf.LOW_MOOD_OR_HISTORY
        assert ask.only_if == (wanted,)


@pytest.mark.parametrize(
    ("item_id", "danger_when", "triggers", "also"),
    [
        ("D1.1", DangerAnswer.YES, NOW_OR_SOON, []),
        ("D1.2", DangerAnswer.YES, NOW_OR_SOON, []),
        ("D1.3", DangerAnswer.YES, [Trigger.T3], [Trigger.T12]),
        ("D1.4", DangerAnswer.YES, NOW_OR_SOON, []),
        ("D1.5", DangerAnswer.YES, NOW_OR_SOON, []),
        ("D2.1", DangerAnswer.NO, [Trigger.T2], []),
        ("D2.2", DangerAnswer.NO, [Trigger.T2], []),
        ("D2.3", None, [], []),
        ("D2.4", DangerAnswer.YES, [Trigger.T3], [Trigger.T12]),
        ("D3.1", None, [], []),
        ("D3.2", None, [], []),
        ("D3.3", None, [Trigger.T4], []),
        ("D3.4", DangerAnswer.YES, [Trigger.T4], []),
    ],
)
def test_every_red_leads_where_the_table_of_triggers_says(
    item_id: str, danger_when: DangerAnswer | None, triggers: list[Trigger], also: list[Trigger]
) -> None:
    trigger = SCRIPT.items[item_id].trigger
    assert trigger.danger_when == danger_when
    assert [choice.code for choice in trigger.triggers] == triggers
    assert [choice.code for choice in trigger.also] == also


def test_a_red_about_self_harm_starts_the_alert_without_a_question() -> None:
    decision = decide_red(SCRIPT.items["D3.3"], None)
    assert (decision.route, decision.trigger) == (RedRoute.DANGER, Trigger.T4)


@pytest.mark.requirement("MON-02")
@pytest.mark.parametrize("domain", SCRIPT.domains, ids=[script.domain for script in SCRIPT.domains])
@pytest.mark.parametrize("colour", [DomainColour.GREEN, DomainColour.ORANGE, DomainColour.RED])
def test_every_colour_of_every_domain_has_something_to_say_and_a_worry_has_something_to_do(
    domain: DomainScript, colour: DomainColour
) -> None:
    advice = domain.advice_for(colour)
    assert advice is not None
    assert advice.messages
    assert bool(advice.actions) or colour is DomainColour.GREEN


@pytest.mark.requirement("MON-02")
def test_after_a_red_something_is_due_within_hours() -> None:
    for domain in SCRIPT.domains:
        due = [action.due_hours for action in domain.advice.red.actions if action.due_hours is not None]
        assert min(due) <= 2


def test_after_an_orange_something_is_due_within_three_days() -> None:
    for domain in SCRIPT.domains:
        due = [action.due_hours for action in domain.advice.orange.actions if action.due_hours is not None]
        assert min(due) <= 72
