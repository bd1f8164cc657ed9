"""Nobody answers, a stranger does, or the number is dead: people go and look, and nobody rings again and again."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import update

from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.no_answer import Voice
from remote_cm.domain.refusal import GateClosed, NotAllowed, NotFound, StaleStep
from remote_cm.domain.slow_ladder import PutOff, SlowEnd, SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.domain.vocabulary import RiskLevel
from remote_cm.services.follow_failed_try import OtherPerson
from remote_cm.services.inbox_pages import finish_task
from remote_cm.services.my_day import show_my_day
from remote_cm.services.next_try import find_next_try
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.run_tick import run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.switch_outage import switch_outage
from remote_cm.services.tell_other_voice import tell_other_voice
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from remote_cm.storage.tables.cases import CaseFile, CaseState, Contact
from remote_cm.storage.tables.people import Camp
from remote_cm.storage.tables.slow_ladders import OtherVoice, SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.factories import (
    CHILD_NUMBER,
    EVERY_DAY,
    VOLUNTEER_NUMBER,
    Loaded,
    case_row,
    contact_row,
    make_people,
)
from tests.frozen_clock import SUNDAY_MORNING, FrozenClock, RestlessClock
from tests.services.calls_by_hand import RED, CallByHand, rows, tasks
from tests.services.stage import ALIAS, make_stage

NO_ANSWER = AttemptOutcome.NO_ANSWER


def family(around: Surroundings, level: str = "medium") -> CallByHand:
    """A child with two windows a day: ten to twelve and three to five."""
    hours = (("10:00", "12:00"), ("15:00", "17:00"))
    windows = [{"weekdays": EVERY_DAY, "from": start, "to": end} for start, end in hours]
    contact = contact_row("child", CHILD_NUMBER, safe_windows=windows)
    return CallByHand(around, make_people(around, case_row(level=level, contacts=[contact])))


def try_at(call: CallByHand, clock: FrozenClock, outcome: AttemptOutcome = NO_ANSWER, **later: float) -> None:
    """One try so much later than the beginning, with the timetable before it."""
    clock.set(SUNDAY_MORNING + timedelta(**later))
    run_tick(call.around)
    call.ring()
    call.record(outcome)


def duties(call: CallByHand) -> set[tuple[str, str | None]]:
    """The open duties that trying has led to; that the call is late is another matter."""
    return {(kind, who) for kind, who in tasks(call.around, call.people) if kind != "follow_up_late"}


def ladder(around: Surroundings) -> SlowLadderRun:
    (run,) = rows(around, SlowLadderRun)
    return run


def task_of(people: Loaded, kind: TaskKind) -> Task:
    (task,) = [task for task in rows(people.around, Task) if task.kind is kind]
    return task


@pytest.mark.requirement("N8", "N24")
def test_three_no_answers_on_a_high_case_until_somebody_goes_to_see_the_child(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    try_at(call, clock)
    assert call.page().next_try_at == SUNDAY_MORNING + timedelta(minutes=30)
    assert duties(call) == set()
    try_at(call, clock, minutes=30)
    assert call.page().next_try_at == SUNDAY_MORNING + timedelta(hours=5)
    with pytest.raises(GateClosed):
        call.ring()
    try_at(call, clock, hours=5)
    assert duties(call) == {
        ("safe_adult_asked", "CW-1"),
        ("eyes_on", "CW-1"),
        ("nobody_reached", "SUP-1"),
    }
    assert task_of(call.people, TaskKind.EYES_ON).due_at == SUNDAY_MORNING + timedelta(hours=24)
    for kind in (TaskKind.SAFE_ADULT_ASKED, TaskKind.NOBODY_REACHED):
        assert f"{task_of(call.people, kind).due_at.astimezone(surroundings.zone):%a %H:%M}" == "Sun 20:00"
    assert call.people.case().level is RiskLevel.HIGH
    assert call.page().next_try_at is None


def test_the_visit_is_asked_for_with_the_last_try_though_the_clock_goes_on(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    try_at(call, clock)
    try_at(call, clock, minutes=30)
    clock.set(SUNDAY_MORNING + timedelta(hours=5))
    call.ring()
    call.around = replace(surroundings, clock=RestlessClock(clock.now()))
    call.record(NO_ANSWER)
    assert ("eyes_on", "CW-1") in duties(call)


def test_a_high_case_is_not_left_until_somebody_has_tried_three_times(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    try_at(call, clock)
    clock.advance(hours=6)
    run_tick(surroundings)
    assert duties(call) == {("safe_adult_asked", "CW-1"), ("nobody_reached", "SUP-1")}
    clock.advance(hours=12)
    run_tick(surroundings)
    assert ("eyes_on", "CW-1") in duties(call)


def test_a_medium_case_is_tried_in_three_windows_and_then_visited(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock)
    try_at(call, clock, hours=5)
    assert duties(call) == set()
    try_at(call, clock, days=1)
    assert duties(call) == {("volunteer_visit", "CW-1")}
    assert task_of(call.people, TaskKind.VOLUNTEER_VISIT).due_at == SUNDAY_MORNING + timedelta(hours=72)
    clock.set(SUNDAY_MORNING + timedelta(hours=72))
    run_tick(surroundings)
    assert ("nobody_reached", "SUP-1") in duties(call)


def test_a_low_case_is_visited_within_a_week_and_the_supervisor_hears_after_two(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "low")
    for days in (0, 1, 2):
        try_at(call, clock, days=days)
    assert {kind for kind, _ in duties(call)} == {"volunteer_visit"}
    assert task_of(call.people, TaskKind.VOLUNTEER_VISIT).due_at == SUNDAY_MORNING + timedelta(days=7)
    clock.set(SUNDAY_MORNING + timedelta(days=14) - timedelta(seconds=1))
    run_tick(surroundings)
    assert "nobody_reached" not in {kind for kind, _ in duties(call)}
    clock.advance(minutes=30)
    run_tick(surroundings)
    assert ("nobody_reached", "SUP-1") in duties(call)


def test_the_clock_of_nobody_reached_runs_from_the_first_try_that_failed(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock)
    try_at(call, clock, hours=5)
    run = ladder(surroundings)
    assert (run.ladder, run.opened_at, run.begun_with) == (SlowLadderName.E3, SUNDAY_MORNING, None)


def test_a_talk_that_counts_ends_it_and_the_next_silence_begins_anew(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock)
    clock.set(SUNDAY_MORNING + timedelta(hours=5))
    call.open().hear_all()
    call.end()
    clock.advance(minutes=30)
    run_tick(surroundings)
    assert ladder(surroundings).ended_as is SlowEnd.SETTLED
    while plan_follow_ups(surroundings):
        pass
    again = CallByHand(surroundings, call.people)
    try_at(again, clock, days=7)
    first, second = sorted(rows(surroundings, SlowLadderRun), key=lambda run: run.opened_at)
    assert (first.ended_at is None, second.opened_at) == (False, SUNDAY_MORNING + timedelta(days=7))


def test_a_silence_after_a_talk_begins_anew_also_when_the_timetable_was_not_there_between(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock)
    clock.set(SUNDAY_MORNING + timedelta(hours=5))
    call.open().hear_all()
    call.end()
    clock.set(SUNDAY_MORNING + timedelta(days=7))
    again = CallByHand(surroundings, call.people)
    again.ring()
    again.record(NO_ANSWER)
    assert sorted(run.ended_at is None for run in rows(surroundings, SlowLadderRun)) == [False, True]


def test_who_picked_up_in_between_is_reached_and_the_tries_count_from_then(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock)
    try_at(call, clock, AttemptOutcome.NOT_NOW, hours=5)
    try_at(call, clock, days=1)
    with surroundings.database.unit_of_work() as work:
        assert find_next_try(surroundings, work.session, call.people.case()).made == 1


def test_a_volunteers_visit_that_found_nobody_counts_as_a_try(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    stage.text(VOLUNTEER_NUMBER, f"1 {ALIAS} 0")
    assert [task.kind for task in stage.rows(Task)] == [TaskKind.NOT_MET]
    (run,) = stage.rows(SlowLadderRun)
    assert run.ladder is SlowLadderName.E3
    with surroundings.database.unit_of_work() as work:
        assert find_next_try(surroundings, work.session, stage.people.case()).made == 1


def test_the_day_says_when_to_try_again_and_when_the_tries_are_used_up(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    (before,) = show_my_day(surroundings, call.person).calls
    assert before.next_try is None
    try_at(call, clock)
    (line,) = show_my_day(surroundings, call.person).calls
    assert line.next_try is not None
    assert (line.next_try.made, line.next_try.of) == (1, 3)
    assert line.next_try.not_before == SUNDAY_MORNING + timedelta(minutes=30)
    try_at(call, clock, minutes=30)
    try_at(call, clock, hours=5)
    (last,) = show_my_day(surroundings, call.person).calls
    assert last.next_try is not None
    assert last.next_try.is_used_up


@pytest.mark.requirement("N8")
def test_two_strangers_in_a_row_and_the_number_is_not_rung_before_the_safe_adult_was_asked(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock, AttemptOutcome.OTHER_PERSON)
    assert call.people.contact("child").verified_on is not None
    assert duties(call) == set()
    try_at(call, clock, AttemptOutcome.OTHER_PERSON, hours=5)
    assert call.people.contact("child").verified_on is None
    assert duties(call) == {("number_not_theirs", "CW-1")}
    with pytest.raises(GateClosed) as closed:
        call.ring()
    assert closed.value.reasons == ("number_not_verified",)


def test_strangers_with_somebody_else_between_them_are_not_two_in_a_row(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    try_at(call, clock, AttemptOutcome.OTHER_PERSON)
    try_at(call, clock, NO_ANSWER, hours=5)
    try_at(call, clock, AttemptOutcome.OTHER_PERSON, days=1)
    assert call.people.contact("child").verified_on is not None


@pytest.mark.parametrize(("outcome", "is_safe"), [(TaskOutcome.VERIFIED, True), (TaskOutcome.NOT_VERIFIED, False)])
def test_a_number_may_be_rung_again_when_it_was_found_to_be_theirs(
    surroundings: Surroundings, outcome: TaskOutcome, is_safe: bool
) -> None:
    call = family(surroundings)
    call.ring()
    call.record(AttemptOutcome.NUMBER_DEAD)
    task = task_of(call.people, TaskKind.LOST_NUMBER)
    finish_task(surroundings, call.person, task.id, outcome)
    found = call.people.contact("child").verified_on
    assert found == (surroundings.today() if is_safe else None)


def test_a_dead_number_is_one_task_and_begins_the_ladder(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = family(surroundings)
    for hours in (0, 5):
        with surroundings.database.unit_of_work() as work:
            work.session.execute(update(Contact).values(verified_on=surroundings.today()))
            work.commit()
        try_at(call, clock, AttemptOutcome.NUMBER_DEAD, hours=hours)
    assert len([task for task in rows(surroundings, Task) if task.kind is TaskKind.LOST_NUMBER]) == 1
    assert ladder(surroundings).ladder is SlowLadderName.E3


@pytest.mark.parametrize("is_aggressive", [True, False])
def test_an_aggressive_voice_asks_whether_the_calls_were_found_out(
    surroundings: Surroundings, is_aggressive: bool
) -> None:
    call = family(surroundings)
    call.ring()
    other = OtherPerson(Voice.MAN, was_aggressive=is_aggressive)
    record_attempt(surroundings, call.person, call.follow_up_id, AttemptOutcome.OTHER_PERSON, other)
    (voice,) = rows(surroundings, OtherVoice)
    assert (voice.voice, voice.was_aggressive) == (Voice.MAN, is_aggressive)
    assert (("possible_discovery", "CW-1") in duties(call)) is is_aggressive


def test_a_voice_that_nobody_could_tell_is_unknown(surroundings: Surroundings) -> None:
    call = family(surroundings)
    call.ring()
    call.record(AttemptOutcome.OTHER_PERSON)
    assert [row.voice for row in rows(surroundings, OtherVoice)] == [Voice.UNKNOWN]


def test_not_now_twice_in_a_row_asks_for_another_way_once(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = family(surroundings)
    try_at(call, clock, AttemptOutcome.NOT_NOW)
    assert duties(call) == set()
    try_at(call, clock, AttemptOutcome.NOT_NOW, minutes=30)
    try_at(call, clock, AttemptOutcome.NOT_NOW, hours=5)
    assert [task.kind for task in rows(surroundings, Task)] == [TaskKind.OTHER_WAY]
    assert rows(surroundings, SlowLadderRun) == []


def test_a_call_that_was_not_made_begins_nothing(surroundings: Surroundings) -> None:
    call = family(surroundings)
    call.ring()
    call.record(AttemptOutcome.NOT_MADE)
    assert rows(surroundings, SlowLadderRun) == []


def test_while_the_phones_of_a_camp_are_down_nobody_answering_says_nothing(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    supervisor = call.people.person("SUP-1")
    try_at(call, clock)
    switch_outage(surroundings, supervisor, "CXB-101", is_down=True)
    clock.advance(hours=20)
    run_tick(surroundings)
    assert duties(call) == set()
    assert ladder(surroundings).put_off is PutOff.OUTAGE
    switch_outage(surroundings, supervisor, "CXB-101", is_down=False)
    run_tick(surroundings)
    assert {kind for kind, _ in duties(call)} == {"safe_adult_asked", "eyes_on", "nobody_reached"}


def test_an_outage_is_said_once_by_a_supervisor_who_has_families_there(surroundings: Surroundings) -> None:
    call = family(surroundings)
    for code in ("SUP-2", "CW-1", "CO-1"):
        with pytest.raises(NotFound):
            switch_outage(surroundings, call.people.person(code), "CXB-101", is_down=True)
    with pytest.raises(NotFound):
        switch_outage(surroundings, call.people.person("SUP-1"), "CXB-999", is_down=True)
    with pytest.raises(StaleStep):
        switch_outage(surroundings, call.people.person("SUP-1"), "CXB-101", is_down=False)
    switch_outage(surroundings, call.people.person("SUP-1"), "CXB-101", is_down=True)
    with pytest.raises(StaleStep):
        switch_outage(surroundings, call.people.person("SUP-1"), "CXB-101", is_down=True)
    assert [camp.outage_since for camp in rows(surroundings, Camp)] == [surroundings.now()]


def test_an_outage_puts_off_no_red(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = family(surroundings)
    switch_outage(surroundings, call.people.person("SUP-1"), "CXB-101", is_down=True)
    call.open().hear("D3.1", RED)
    clock.advance(hours=2)
    run_tick(surroundings)
    assert ("action_started", "CW-1") in duties(call)


@pytest.mark.requirement("N24", "N26")
def test_not_being_reached_lowers_no_level_and_closes_no_case(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = family(surroundings, "high")
    for minutes in (0, 30, 300):
        try_at(call, clock, minutes=minutes)
    for _ in range(4):
        clock.advance(days=30)
        run_tick(surroundings)
    (case,) = rows(surroundings, CaseFile)
    assert (case.level, case.state) == (RiskLevel.HIGH, CaseState.OPEN)
    assert call.people.follow_up().id == call.follow_up_id


@pytest.mark.parametrize("ending", [ConversationEnding.DROPPED, ConversationEnding.ENDED_SAFELY])
def test_whoever_picks_up_and_is_gone_before_it_is_known_who_it_was_has_reached_nobody(
    surroundings: Surroundings, clock: FrozenClock, ending: ConversationEnding
) -> None:
    call = family(surroundings, "high")
    for hours in (0, 1, 6):
        try_at(call, clock, AttemptOutcome.ANSWERED, hours=hours)
        call.end(ending)
    with surroundings.database.unit_of_work() as work:
        assert find_next_try(surroundings, work.session, call.people.case()).is_used_up
    run_tick(surroundings)
    assert ("nobody_reached", "SUP-1") in duties(call)


def test_a_line_that_breaks_once_the_right_person_was_there_has_reached_them(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings, "high")
    try_at(call, clock)
    try_at(call, clock, AttemptOutcome.ANSWERED, hours=1)
    call.hear_at("O1", GateAnswer.YES)
    call.hear_at("O2", GateAnswer.YES)
    call.end(ConversationEnding.DROPPED)
    with surroundings.database.unit_of_work() as work:
        assert find_next_try(surroundings, work.session, call.people.case()).made == 0


def test_whose_voice_it_was_is_told_once_the_line_is_quiet_and_an_aggressive_one_is_never_taken_back(
    surroundings: Surroundings,
) -> None:
    call = family(surroundings).pick_up()
    call.hear_at("O1", GateAnswer.NO)
    tell_other_voice(surroundings, call.person, call.follow_up_id, Voice.MAN, was_aggressive=True)
    assert ("possible_discovery", "CW-1") in duties(call)
    tell_other_voice(surroundings, call.person, call.follow_up_id, Voice.WOMAN, was_aggressive=False)
    (heard,) = rows(surroundings, OtherVoice)
    assert (heard.voice, heard.was_aggressive) == (Voice.WOMAN, True)
    assert [task.kind for task in rows(surroundings, Task)].count(TaskKind.POSSIBLE_DISCOVERY) == 1


def test_where_nobody_else_picked_up_there_is_no_voice_to_tell_of(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = family(surroundings)
    for refusal, by in ((StaleStep, "CW-1"), (NotAllowed, "SUP-1"), (NotFound, "CW-2")):
        with pytest.raises(refusal):
            tell_other_voice(surroundings, call.people.person(by), call.follow_up_id, Voice.MAN, was_aggressive=True)
    try_at(call, clock, AttemptOutcome.OTHER_PERSON)
    try_at(call, clock, hours=5)
    with pytest.raises(StaleStep):
        tell_other_voice(surroundings, call.person, call.follow_up_id, Voice.MAN, was_aggressive=True)
