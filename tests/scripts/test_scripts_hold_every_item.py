"""Every item, question, criterion, message, action and trigger of the eight domains is in the script.

The lists that it is counted against are kept in ``item_facts`` and ``advice_facts``.
"""

from collections.abc import Iterable

import pytest

from remote_cm.domain.call_script import Ask, AskOnlyIf, DangerAnswer, Item, volunteer_items
from remote_cm.domain.red_answers import RedRoute, decide_red
from remote_cm.domain.vocabulary import AgeBand, DomainColour, LadderName, ScriptDomain, Track, Trigger
from remote_cm.script_library import load_script
from tests.scripts.advice_facts import ACTIONS, MESSAGES, Actions
from tests.scripts.item_facts import ASKED, CRITERIA, NOTES, Words
from tests.scripts.script_copies import SCRIPTS

SCRIPT = load_script(SCRIPTS, "en")
COLOURS = (DomainColour.GREEN, DomainColour.ORANGE, DomainColour.RED)
NOW_OR_SOON = [Trigger.T1, Trigger.T6, Trigger.T7, Trigger.T8, Trigger.T9, Trigger.T10]
HOW_MANY = {"D1": 5, "D2": 4, "D3": 4, "D4": 3, "D5": 3, "D6": 2, "D7": 3, "D8": 4}


def lacking(wanted: Words, lines: Iterable[str]) -> list[str]:
    """The facts that none of these lines tells."""
    said = "\n".join(lines).casefold()
    return [word for word in wanted if word.casefold() not in said]


def ask_of(item: Item, track: Track, band: AgeBand, *, by_volunteer: bool = False) -> Ask | None:
    """The words for this listener, as a caseworker finds them, or a volunteer."""
    fitting = (ask for ask in item.asks if ask.track is track and band in ask.bands)
    return next((ask for ask in fitting if ask.volunteer_may_ask or not by_volunteer), None)


def listeners(item: Item) -> set[tuple[Track, AgeBand]]:
    """Everybody to whom an item is put at all."""
    return {(ask.track, band) for ask in item.asks for band in ask.bands}


@pytest.mark.requirement("MON-01", "MON-06")
def test_the_domains_are_whole_and_in_rank_order() -> None:
    assert [domain.domain for domain in SCRIPT.domains] == list(ScriptDomain)
    assert [domain.anchor.id for domain in SCRIPT.domains] == [f"D{number}.1" for number in range(1, 9)]
    every = [f"{domain}.{number}" for domain, count in HOW_MANY.items() for number in range(1, count + 1)]
    assert list(SCRIPT.items) == every
    assert list(ASKED) == list(CRITERIA) == every


@pytest.mark.requirement("MON-01")
@pytest.mark.parametrize("item_id", ASKED)
def test_every_item_is_put_to_those_whom_it_is_meant_for_and_asks_all_that_it_should(item_id: str) -> None:
    item = SCRIPT.items[item_id]
    wanted: set[tuple[Track, AgeBand]] = set()
    for listener, words in ASKED[item_id].items():
        track, bands = listener.split()
        for band in bands:
            ask = ask_of(item, Track(track), AgeBand(band))
            assert ask is not None, listener
            assert lacking(words, [ask.say]) == []
            wanted.add((ask.track, AgeBand(band)))
    assert listeners(item) == wanted


@pytest.mark.parametrize("item_id", CRITERIA)
def test_every_colour_of_every_item_holds_its_facts(item_id: str) -> None:
    criteria = SCRIPT.items[item_id].criteria
    found = (criteria.green, criteria.orange, criteria.red)
    wanted = CRITERIA[item_id]
    assert [lacking(words, lines) for words, lines in zip(wanted, found, strict=True)] == [[], [], []]


def test_whoever_asks_is_told_what_to_mind() -> None:
    assert {item_id: lacking(words, SCRIPT.items[item_id].notes) for item_id, words in NOTES.items()} == {
        item_id: [] for item_id in NOTES
    }


@pytest.mark.requirement("N14")
def test_the_short_version_of_volunteers_is_exactly_its_list() -> None:
    assert volunteer_items(SCRIPT) == (
        *("D2.1", "D2.2", "D3.1", "D3.2", "D3.4", "D4.1", "D4.3"),
        *("D5.1", "D5.2", "D6.1", "D7.1", "D7.2", "D8.1", "D8.3"),
    )


@pytest.mark.parametrize("item_id", ["D2.1", "D2.2", "D3.2", "D4.1", "D5.1", "D5.2", "D6.1", "D7.1", "D7.2", "D8.1"])
def test_what_volunteers_may_ask_they_may_ask_everybody(item_id: str) -> None:
    item = SCRIPT.items[item_id]
    for track, band in listeners(item):
        assert ask_of(item, track, band, by_volunteer=True) is not None


def test_a_volunteer_asks_of_mood_only_the_caregiver() -> None:
    mood = SCRIPT.items["D3.1"]
    assert {track for track, band in listeners(mood) if ask_of(mood, track, band, by_volunteer=True)} == {
        Track.CAREGIVER
    }


def test_a_volunteer_asks_for_papers_and_not_for_police_or_court() -> None:
    papers = SCRIPT.items["D8.3"]
    for track, band in listeners(papers):
        ask = ask_of(papers, track, band, by_volunteer=True)
        assert ask is not None
        assert lacking(("papers", "police", "court"), [ask.say]) == ["police", "court"]


@pytest.mark.requirement("N14")
@pytest.mark.parametrize("item_id", ["D1.3", "D2.4"])
def test_the_most_delicate_questions_are_never_put_with_ears_around(item_id: str) -> None:
    assert all(AskOnlyIf.PRIVATE in ask.only_if for ask in SCRIPT.items[item_id].asks)


@pytest.mark.parametrize("item_id", ["D6.2", "D8.2"])
def test_older_children_tell_of_work_and_of_staff_only_when_they_are_alone(item_id: str) -> None:
    for band in (AgeBand.C, AgeBand.D):
        ask = ask_of(SCRIPT.items[item_id], Track.CHILD, band)
        assert ask is not None
        assert ask.only_if == (AskOnlyIf.PRIVATE,)


def test_private_health_is_a_matter_between_women_and_girls() -> None:
    assert all(AskOnlyIf.WOMAN_TO_GIRL in ask.only_if for ask in SCRIPT.items["D2.4"].asks)


def test_the_aid_is_asked_after_where_there_is_a_disability() -> None:
    older = [ask for ask in SCRIPT.items["D2.3"].asks if AgeBand.A not in ask.bands]
    assert all(ask.only_if == (AskOnlyIf.DISABILITY,) for ask in older)


def test_touching_and_the_known_threat_are_not_asked_of_a_person_of_concern() -> None:
    for item_id in ("D1.3", "D1.5"):
        asks = [ask for ask in SCRIPT.items[item_id].asks if ask.track is Track.CAREGIVER]
        assert asks
        assert all(AskOnlyIf.NOT_PERSON_OF_CONCERN in ask.only_if for ask in asks)
    assert all(AskOnlyIf.KNOWN_THREAT in ask.only_if for ask in SCRIPT.items["D1.5"].asks)


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
        ("D4.1", DangerAnswer.NO, [Trigger.T5], []),
        ("D4.2", None, [], []),
        ("D4.3", None, [], []),
        ("D5.1", None, [], []),
        ("D5.2", DangerAnswer.YES, [Trigger.T11, Trigger.T5], []),
        ("D5.3", None, [], []),
        ("D6.1", None, [], []),
        ("D6.2", None, [], []),
        ("D7.1", None, [], []),
        ("D7.2", DangerAnswer.YES, NOW_OR_SOON, []),
        ("D7.3", DangerAnswer.YES, [Trigger.T12], [Trigger.T12]),
        ("D8.1", None, [], []),
        ("D8.2", DangerAnswer.YES, [Trigger.T12], [Trigger.T12]),
        ("D8.3", DangerAnswer.YES, [Trigger.T9], []),
        ("D8.4", DangerAnswer.YES, [Trigger.T10], []),
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


@pytest.mark.parametrize(
    ("item_id", "words"),
    [
        ("D1.1", ("now", "within hours", "days")),
        ("D1.3", ("since we last talked", "go on", "five days")),
        ("D2.1", ("in care already", "within the hour")),
        ("D2.2", ("in care already", "within the hour")),
        ("D2.4", ("since we last talked", "go on", "five days")),
        ("D3.4", ("afraid", "hurt yourself or the child")),
        ("D4.1", ("safe grown-up", "tonight")),
        ("D5.2", ("shelter gone", "child alone")),
        ("D7.2", ("now", "within hours", "days")),
        ("D7.3", ("trust", "one of us", "now")),
        ("D8.2", ("trust", "one of us", "now")),
        ("D8.3", ("held", "moved")),
        ("D8.4", ("feared", "know")),
    ],
)
def test_the_question_after_a_red_asks_what_decides(item_id: str, words: Words) -> None:
    question = SCRIPT.items[item_id].trigger.question
    assert question is not None
    assert lacking(words, [question]) == []


def test_a_red_on_shelter_money_or_work_asks_for_the_dangers_outside_too() -> None:
    found = {item.id: item.also_score for item in SCRIPT.items.values() if item.also_score}
    assert found == {"D5.2": ("D1.4",), "D5.3": ("D1.4",), "D6.2": ("D1.4",)}


@pytest.mark.parametrize("item_id", ["D7.3", "D8.2"])
def test_harm_by_a_person_of_trust_never_goes_up_the_line(item_id: str) -> None:
    item = SCRIPT.items[item_id]
    now, not_now = decide_red(item, DangerAnswer.YES), decide_red(item, DangerAnswer.NO, Trigger.T12)
    assert (now.route, now.ladder) == (RedRoute.SAFEGUARDING, LadderName.E0_WITHOUT_LINE)
    assert (not_now.route, not_now.ladder) == (RedRoute.SAFEGUARDING, None)
    assert decide_red(item, DangerAnswer.NO).route is RedRoute.SUPERVISOR


@pytest.mark.requirement("MON-02")
@pytest.mark.parametrize("domain", MESSAGES)
def test_every_colour_of_every_domain_has_its_messages(domain: str) -> None:
    for colour, wanted in zip(COLOURS, MESSAGES[domain], strict=True):
        assert lacking(wanted, messages(domain, colour)) == []


@pytest.mark.requirement("MON-02", "MON-04")
@pytest.mark.parametrize("domain", ACTIONS)
def test_every_colour_of_every_domain_has_its_actions_with_owner_and_hours(domain: str) -> None:
    for colour, wanted in zip(COLOURS, ACTIONS[domain], strict=True):
        assert actions_like(domain, colour, wanted) == wanted


def messages(domain: str, colour: DomainColour) -> tuple[str, ...]:
    script = SCRIPT.domain(ScriptDomain(domain))
    advice = script.advice_for(colour) if script is not None else None
    return advice.messages if advice is not None else ()


def actions_like(domain: str, colour: DomainColour, wanted: Actions) -> Actions:
    """The actions of the script, each by the word by which it is looked for, or by all of its words."""
    script = SCRIPT.domain(ScriptDomain(domain))
    advice = script.advice_for(colour) if script is not None else None
    assert advice is not None
    named = [word for word, _, _ in wanted] + [""] * len(advice.actions)
    return tuple(
        (word if word and word in action.text.casefold() else action.text, action.owner.value, action.due_hours)
        for word, action in zip(named, advice.actions, strict=False)
    )
