"""Every step beside the questions is in the script: before, opening, closing, protocols, guides, packs, reminders.

The lists that it is counted against are kept in ``step_facts``.
"""

from collections.abc import Iterator
from datetime import date

import pytest

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.call_guidance import GuidedStep, ReminderPlace
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.vocabulary import AgeBand, AnswerCode, Household, ScriptDomain, Track, Trigger
from remote_cm.script_library import load_script
from remote_cm.script_library.located_yaml import read_located, strings
from remote_cm.script_library.monitoring import monitoring_files
from remote_cm.script_library.text_checks import SAID_ALOUD
from tests.scripts import step_facts as facts
from tests.scripts.script_copies import SCRIPTS
from tests.scripts.test_scripts_hold_every_item import lacking

SCRIPT = load_script(SCRIPTS, "en")
LONGEST_BREATH = 45
ALL_IN_ONE = "O7"
"""The agreement has to say so much that it is longer than a breath."""


def lines(*steps: GuidedStep) -> Iterator[str]:
    for step in steps:
        yield from (step.do, step.say or "", *step.checks)


def test_the_six_steps_before_a_call_are_whole() -> None:
    assert [step.id for step in SCRIPT.before] == list(facts.BEFORE)
    found = {step.id: lacking(facts.BEFORE[step.id], (step.do, *step.checks)) for step in SCRIPT.before}
    assert found == {step: [] for step in facts.BEFORE}


def test_the_opening_is_whole() -> None:
    assert [step.id for step in SCRIPT.opening] == list(facts.OPENING)
    assert [step.gate for step in SCRIPT.opening] == list(GateKind)
    for step in SCRIPT.opening:
        said, yes, no = facts.OPENING[step.id]
        assert lacking(said, [step.say.caregiver]) == []
        assert lacking(yes, [step.if_yes]) == []
        assert lacking(no, [step.if_no]) == []


@pytest.mark.requirement("CALL-17")
@pytest.mark.parametrize("band", facts.AGREEMENT_IN_CHILD_WORDS)
def test_a_child_is_asked_for_its_agreement_in_words_of_its_age(band: str) -> None:
    agreement = next(step for step in SCRIPT.opening if step.gate is GateKind.CONSENT)
    words = agreement.say.child[AgeBand(band)]
    assert lacking(facts.AGREEMENT_IN_CHILD_WORDS[band], [words]) == []


def test_a_no_at_the_opening_leads_to_its_protocol() -> None:
    found = {step.id: step.if_no_protocol for step in SCRIPT.opening if step.if_no_protocol}
    assert found == {"O1": "B", "O2": "B", "O3": "D"}


def test_the_closing_is_whole() -> None:
    assert [step.id for step in SCRIPT.closing] == list(facts.CLOSING)
    found = {
        step.id: lacking(facts.CLOSING[step.id], [step.do, step.say.caregiver if step.say else ""])
        for step in SCRIPT.closing
    }
    assert found == {step: [] for step in facts.CLOSING}


@pytest.mark.parametrize("band", [AgeBand.B, AgeBand.C, AgeBand.D], ids=str)
def test_nothing_that_is_said_to_a_child_speaks_of_the_child(band: AgeBand) -> None:
    """O8 is for the caregiver alone."""
    opening = {step.id: step.say for step in SCRIPT.opening if step.gate is not GateKind.CHILD_TALK}
    closing = {step.id: step.say for step in SCRIPT.closing if step.say is not None}
    said = {place: words.said_to(Track.CHILD, band) for place, words in (opening | closing).items()}
    asked = {item.id: ask.say for item in SCRIPT.items.values() for ask in item.asks if ask.track is Track.CHILD}
    assert [place for place, words in (said | asked).items() if "[the child]" in words] == []


def test_what_is_done_when_the_line_is_closed_is_whole() -> None:
    assert lacking(facts.AFTER, lines(*SCRIPT.after)) == []


def test_there_is_a_protocol_for_everything_that_goes_wrong() -> None:
    assert [protocol.id for protocol in SCRIPT.protocols] == list("ABCDEFG")
    found = [f"{protocol.id} {path.id}" for protocol in SCRIPT.protocols for path in protocol.paths]
    assert found == list(facts.PATHS)


@pytest.mark.parametrize("name", facts.PATHS)
def test_every_way_through_a_protocol_has_its_steps(name: str) -> None:
    letter, path_id = name.split()
    protocol = SCRIPT.protocol(letter)
    path = protocol.path(path_id) if protocol is not None else None
    assert path is not None
    assert path.when
    assert lacking(facts.PATHS[name], (path.when, *lines(*path.steps), *path.never, *path.after)) == []


@pytest.mark.requirement("N8")
def test_after_an_unsafe_end_the_first_step_is_not_to_ring_back() -> None:
    protocol = SCRIPT.protocol("A")
    path = protocol.path("unsafe") if protocol is not None else None
    assert path is not None
    assert "do not ring back" in path.steps[0].do.casefold()
    assert not any("ring back once" in step.do.casefold() for step in path.steps)


def test_nobody_is_rung_over_and_over_at_any_level() -> None:
    protocol = SCRIPT.protocol("E")
    assert protocol is not None
    assert [lacking(facts.NO_ANSWER_NEVERS, path.never) for path in protocol.paths] == [[]] * 5


def test_the_steps_when_a_child_tells_are_whole_and_in_order() -> None:
    guide = SCRIPT.guide("disclosure")
    assert guide is not None
    assert [lacking(wanted, lines(step)) for wanted, step in zip(facts.DISCLOSURE, guide.steps, strict=True)] == [
        []
    ] * 10
    assert lacking(facts.DISCLOSURE_NEVERS, guide.never) == []
    assert lacking(facts.BY_VOLUNTEER, guide.by_volunteer) == []
    assert len(guide.by_volunteer) == 4


def test_the_steps_on_suicide_are_whole_and_in_order() -> None:
    guide = SCRIPT.guide("suicide")
    assert guide is not None
    assert [lacking(wanted, lines(step)) for wanted, step in zip(facts.SUICIDE, guide.steps, strict=True)] == [[]] * 5
    assert lacking(facts.SUICIDE_NEVERS, guide.never) == []


@pytest.mark.parametrize(
    ("item_id", "code", "trigger", "opened"),
    [
        ("D3.3", AnswerCode.RED, Trigger.T4, ["suicide"]),
        ("D3.3", AnswerCode.ORANGE, None, ["suicide"]),
        ("D3.3", AnswerCode.GREEN, None, []),
        ("D3.4", AnswerCode.RED, None, ["suicide"]),
        ("D3.4", AnswerCode.ORANGE, None, []),
        ("D1.3", AnswerCode.RED, None, ["disclosure"]),
        ("D1.3", AnswerCode.ORANGE, None, ["disclosure"]),
        ("D1.3", AnswerCode.DECLINED, None, []),
        ("D1.1", AnswerCode.RED, None, ["disclosure"]),
        ("D1.2", AnswerCode.RED, None, ["disclosure"]),
        ("D2.4", AnswerCode.RED, None, ["disclosure"]),
        ("D5.1", AnswerCode.RED, Trigger.T3, ["disclosure"]),
        ("D8.2", AnswerCode.RED, None, ["disclosure"]),
        ("D7.3", AnswerCode.RED, Trigger.T12, ["disclosure"]),
        ("D5.1", AnswerCode.RED, None, []),
    ],
)
def test_an_answer_opens_the_steps_that_it_needs(
    item_id: str, code: AnswerCode, trigger: Trigger | None, opened: list[str]
) -> None:
    assert [guide.id for guide in SCRIPT.guides_opened_by(item_id, code, trigger)] == opened


def test_the_most_urgent_steps_stand_first() -> None:
    assert [guide.id for guide in SCRIPT.guides] == ["suicide", "disclosure"]


@pytest.mark.requirement("MON-18")
def test_everybody_at_home_is_asked_after_and_another_child_becomes_a_task() -> None:
    line = SCRIPT.household
    assert line is not None
    for track, band in ((Track.CAREGIVER, AgeBand.A), *((Track.CHILD, band) for band in "BCD")):
        said = line.say.said_to(track, AgeBand(band))
        assert lacking(("the others", "another child"), [said]) == []
        assert line.if_overheard.said_to(track, AgeBand(band)).endswith("yes or no?")
    assert [choice.answer for choice in line.answers] == list(Household)
    assert all(choice.label and choice.then for choice in line.answers)
    assert "task" in line.answers[-1].then


@pytest.mark.requirement("MON-13")
def test_each_mark_of_a_case_brings_its_extra_questions_and_a_case_without_marks_none() -> None:
    tags = [tag.id for tag in SCRIPT.extras.tags]
    assert {"after_reunification", "separation_threat"} <= set(tags)
    for tag in tags:
        brought = [one for one in SCRIPT.extras.questions if one.tag == tag]
        assert brought
        for one in brought:
            found = SCRIPT.extras.questions_for([tag], one.domain, one.track, one.bands[0], is_private=True)
            assert one in found
            assert SCRIPT.extras.questions_for([], one.domain, one.track, one.bands[0], is_private=True) == ()


@pytest.mark.requirement("MON-23")
def test_a_talk_with_other_people_begins_with_consent_and_gives_nothing_away() -> None:
    script = SCRIPT.collateral
    assert script is not None
    assert "agreed" in script.first[0]
    assert lacking(("must not know", "person of concern", "one thing"), script.first) == []
    nevers = ("why we know the child", "what the child or the caregiver has said", "watch the child", "leave a message")
    assert lacking(nevers, script.never) == []
    assert lacking(("covers no domain", "apart", "told of danger"), script.after) == []
    for kind in CollateralKind:
        talk = script.talk(kind)
        assert talk is not None
        assert 1 <= len(talk.ask) <= 2


@pytest.mark.requirement("MON-20")
def test_the_pack_for_an_outbreak_is_off_and_holds_facts_for_every_age_but_no_number() -> None:
    pack = SCRIPT.packs.outbreak
    assert pack is not None
    assert (pack.is_on, pack.valid_from, pack.valid_until, pack.numbers) == (False, None, None, ())
    assert not pack.is_shown(date(2030, 1, 1))
    for band in AgeBand:
        assert len({fact.said_to(Track.CHILD, band) for fact in pack.facts}) >= 4
    assert any(fact.child.keys() == set(AgeBand) for fact in pack.facts)


@pytest.mark.requirement("MON-21")
@pytest.mark.parametrize("band", AgeBand)
def test_there_are_games_for_inside_and_ways_to_become_calm_for_every_age(band: AgeBand) -> None:
    play = SCRIPT.packs.play
    assert (len(play.games) >= 12, len(play.calming) >= 5) == (True, True)
    assert len(play.games_for(band)) >= 4
    assert len(play.calming_for(band)) >= 2


@pytest.mark.requirement("MON-21")
def test_how_the_day_passes_and_with_whom_is_asked() -> None:
    learning = SCRIPT.domain(ScriptDomain.LEARNING)
    assert learning is not None
    assert all(lacking(("yesterday",), [ask.say]) == [] for ask in learning.anchor.asks if AgeBand.A not in ask.bands)


@pytest.mark.requirement("N7", "N10", "N13", "N14", "N15", "N16", "N17", "N48")
def test_every_never_that_rests_on_the_caller_is_shown_in_words() -> None:
    found = {reminder.id: lacking(facts.REMINDERS[reminder.id], [reminder.text]) for reminder in SCRIPT.reminders}
    assert found == {reminder: [] for reminder in facts.REMINDERS}


@pytest.mark.parametrize(
    ("place", "item_id", "shown"),
    [
        (ReminderPlace.BEFORE, None, {"N10", "N13"}),
        (ReminderPlace.OPENING, None, {"N6", "N7", "N10", "N13", "N16"}),
        (ReminderPlace.QUESTION, "D5.1", {"N7", "N15", "N16", "N48"}),
        (ReminderPlace.QUESTION, "D1.3", {"N7", "N14", "N15", "N16", "N48"}),
        (ReminderPlace.RED, "D2.4", {"N7", "N14", "N15", "N17"}),
        (ReminderPlace.RED, None, {"N7", "N14", "N15", "N17"}),
        (ReminderPlace.CLOSING, None, {"N15", "N16", "N17"}),
        (ReminderPlace.AFTER, None, {"N17", "N48"}),
    ],
)
def test_a_reminder_stands_where_it_is_needed(place: ReminderPlace, item_id: str | None, shown: set[str]) -> None:
    assert {reminder.id for reminder in SCRIPT.reminders_at(place, item_id)} == shown


def test_what_is_said_is_said_in_one_breath() -> None:
    long = [
        text
        for name in monitoring_files(SCRIPTS, "en")
        for place, text in strings(read_located(SCRIPTS, f"monitoring/en/{name}").data)
        if SAID_ALOUD.intersection(place) and len(text.split()) > LONGEST_BREATH
    ]
    agreement = next(step for step in SCRIPT.opening if step.id == ALL_IN_ONE)
    assert set(long) <= {agreement.say.caregiver, *agreement.say.child.values()}
