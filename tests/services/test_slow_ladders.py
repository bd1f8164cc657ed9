"""Ladders of hours and days from the duty that begins them to the facts or the person that settle them."""

import uuid
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest
from sqlalchemy import update

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound, StaleStep
from remote_cm.domain.slow_ladder import PutOff, SlowEnd, SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import DONE_BY_ITSELF, TaskOutcome, choices_of
from remote_cm.domain.vocabulary import LadderName, RiskLevel, StaffRole, Trigger
from remote_cm.services.case_pages import show_case
from remote_cm.services.climb_slow_ladders import climb_slow_ladder
from remote_cm.services.inbox_pages import finish_task, open_task
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.run_tick import run_tick
from remote_cm.services.steer_slow_ladder import end_slow_ladder, let_wait_for_day
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.team_page import show_team
from remote_cm.storage.tables.calls import ActionState, ConversationEnding, PlanAction
from remote_cm.storage.tables.cases import CaseFile, CaseState, FollowUp, FollowUpState, LevelChange
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER, case_row, make_people
from tests.frozen_clock import SUNDAY_MORNING, FrozenClock
from tests.services.calls_by_hand import RED, CallByHand, rows, tasks
from tests.services.conftest import Acts
from tests.services.stage import ALIAS, Stage, make_stage

E1, E2, E3, E4 = SlowLadderName


@dataclass(frozen=True)
class Play:
    """A stage with the few acts that these tests are made of."""

    stage: Stage

    @property
    def around(self) -> Surroundings:
        return self.stage.around

    def cause(self, kind: TaskKind, *, by: str = "CW-1", volunteer: bool = False) -> Task:
        """A duty about the case, or the volunteer, on somebody's page."""
        case, person = self.stage.people.case(), self.stage.people.person(by)
        about = TaskAbout(
            team_id=case.team_id,
            assignee_id=person.id,
            case_id=None if volunteer else case.id,
            volunteer_id=self.stage.people.volunteer().id if volunteer else None,
            level=case.level,
            role=person.role,
        )
        with self.around.database.unit_of_work() as work:
            task = make_task(self.around, work.session, kind, about)
            work.commit()
        return task

    def red(self) -> None:
        """Something red, as a call leaves it: with the caseworker and with the supervisor."""
        self.cause(TaskKind.RED_ANSWER)
        self.cause(TaskKind.RED_ANSWER, by="SUP-1")

    def tick(self, **later: float) -> list[tuple[str, str | None]]:
        """One round of the timetable so much later; the steps that it made, by kind and owner."""
        before = {task.id for task in self.stage.rows(Task)}
        self.stage.clock.advance(**later)
        run_tick(self.around)
        new = [task for task in self.stage.rows(Task) if task.id not in before and task.slow_step is not None]
        return sorted((task.kind.value, self.stage.code_of(task.assignee_id)) for task in new)

    def run(self, name: SlowLadderName) -> SlowLadderRun:
        """The newest ladder of a name."""
        return max(self.stage.rows(SlowLadderRun, SlowLadderRun.ladder == name), key=lambda run: run.opened_at)

    def task(self, kind: TaskKind, *, of: str | None = None) -> Task:
        """The newest task of a kind."""
        tasks = self.stage.rows(Task, Task.kind == kind)
        return max(
            (task for task in tasks if of in (None, self.stage.code_of(task.assignee_id))),
            key=lambda task: task.made_at,
        )

    def finish(self, kind: TaskKind, outcome: TaskOutcome = TaskOutcome.DONE, *, by: str = "CW-1") -> None:
        """Somebody finishes their newest task of a kind."""
        person = self.stage.people.person(by)
        finish_task(self.around, person, self.task(kind, of=by).id, outcome)

    def meet(self) -> None:
        """A conversation that counts has met the follow-up, and the next one is owed."""
        now = self.around.now()
        owed = self.stage.people.follow_up()
        with self.around.database.unit_of_work() as work:
            met = work.session.get_one(FollowUp, owed.id)
            met.state, met.closed_at = FollowUpState.MET, now
            work.session.flush()
            work.session.add(
                FollowUp(
                    case_id=met.case_id,
                    caseworker_id=met.caseworker_id,
                    made_at=now,
                    not_before=now,
                    due_by=now + timedelta(days=7),
                    contact_id=met.contact_id,
                    reasons=[],
                    begin_with=[],
                )
            )
            work.commit()

    def act(self, state: ActionState) -> None:
        """An action of the plan, agreed now."""
        with self.around.database.unit_of_work() as work:
            work.session.add(
                PlanAction(
                    case_id=self.stage.people.case().id,
                    what="an invented action",
                    owner=ActionOwner.CASEWORKER,
                    state=state,
                    made_at=self.around.now(),
                )
            )
            work.commit()


@pytest.fixture
def play(surroundings: Surroundings) -> Play:
    return Play(make_stage(surroundings))


def at_level(level: str) -> dict[str, object]:
    return case_row(level=level, volunteers=[{"code": "V-001", "alias": ALIAS}])


@pytest.mark.parametrize(
    ("kind", "name"),
    [
        (TaskKind.RED_ANSWER, E1),
        (TaskKind.UPDATE_BAD, E1),
        (TaskKind.UNSAFE_END, E1),
        (TaskKind.ORANGE_ANSWER, E2),
        (TaskKind.UPDATE_WORRY, E2),
        (TaskKind.PRIORITY_DOMAIN_MISSED, E2),
        (TaskKind.UNREACHABLE, E3),
        (TaskKind.NOT_MET, E3),
    ],
)
def test_a_duty_begins_its_ladder_in_the_same_transaction(play: Play, kind: TaskKind, name: SlowLadderName) -> None:
    task = play.cause(kind)
    run = play.run(name)
    assert (run.begun_with, run.case_id, run.opened_at) == (kind, task.case_id, play.around.now())
    assert task.slow_ladder_id == run.id


def test_a_volunteer_who_is_silent_begins_a_ladder_of_their_own(play: Play) -> None:
    play.cause(TaskKind.VOLUNTEER_SILENT, volunteer=True)
    run = play.run(E4)
    assert (run.case_id, run.volunteer_id) == (None, play.stage.people.volunteer().id)


def test_a_duty_of_another_kind_and_one_about_nobody_we_know_begin_none(play: Play) -> None:
    play.cause(TaskKind.CALL_BACK)
    with play.around.database.unit_of_work() as work:
        make_task(play.around, work.session, TaskKind.UPDATE_BAD, TaskAbout(None, None))
        work.commit()
    assert play.stage.rows(SlowLadderRun) == []


def test_the_same_cause_twice_is_one_ladder_and_its_clock_runs_from_the_first(play: Play) -> None:
    play.red()
    play.stage.clock.advance(minutes=30)
    play.red()
    (run,) = play.stage.rows(SlowLadderRun)
    assert run.opened_at == SUNDAY_MORNING
    steps = [(task.slow_step, task.slow_ladder_id == run.id) for task in play.stage.rows(Task)]
    assert sorted(steps, key=str) == [(0, True), (1, True), (None, True), (None, True)]


def test_two_causes_at_one_moment_begin_one_ladder(play: Play, at_once: Acts) -> None:
    failures = at_once(lambda: play.cause(TaskKind.RED_ANSWER), lambda: play.cause(TaskKind.UPDATE_BAD))
    assert failures == [None, None]
    assert len(play.stage.rows(SlowLadderRun)) == 1


def test_red_goes_through_its_hours_on_the_right_pages(play: Play) -> None:
    play.red()
    assert play.tick(minutes=119) == []
    assert play.tick(minutes=1) == [("action_started", "CW-1")]
    assert play.task(TaskKind.ACTION_STARTED).due_at == SUNDAY_MORNING + timedelta(hours=24)
    assert play.tick(hours=21, minutes=59) == []
    assert play.tick(minutes=1) == [("second_contact", "CW-1")]
    assert play.task(TaskKind.SECOND_CONTACT).due_at == SUNDAY_MORNING + timedelta(hours=48)
    assert play.tick(days=30) == []
    assert play.run(E1).ended_at is None


def test_a_red_that_only_the_supervisor_was_told_of_comes_to_the_caseworker_within_the_hour(play: Play) -> None:
    play.cause(TaskKind.RED_ANSWER, by="SUP-1")
    assert play.tick(minutes=60) == [("first_contact", "CW-1")]
    assert play.task(TaskKind.FIRST_CONTACT).due_at == SUNDAY_MORNING + timedelta(hours=2)


def test_a_red_that_only_the_caseworker_was_told_of_comes_to_the_supervisor_the_same_day(play: Play) -> None:
    play.cause(TaskKind.RED_ANSWER)
    assert play.tick(minutes=5) == [("supervisor_told", "SUP-1")]
    assert play.task(TaskKind.SUPERVISOR_TOLD).due_at.astimezone(play.around.zone).hour == 20


def test_however_often_the_timetable_goes_round_each_step_comes_once(play: Play, at_once: Acts) -> None:
    play.red()
    play.stage.clock.advance(hours=3)
    assert at_once(*[lambda: run_tick(play.around)] * 3) == [None, None, None]
    run_tick(play.around)
    assert len(play.stage.rows(Task, Task.kind == TaskKind.ACTION_STARTED)) == 1


def test_after_a_long_stop_what_came_due_comes_at_once_and_is_raised_as_late(play: Play) -> None:
    play.red()
    assert play.tick(hours=50) == [("action_started", "CW-1"), ("second_contact", "CW-1")]
    late = play.stage.rows(Task, Task.kind.in_([TaskKind.ACTION_STARTED, TaskKind.SECOND_CONTACT]))
    assert {task.due_at - SUNDAY_MORNING for task in late} == {timedelta(hours=24), timedelta(hours=48)}
    assert all(task.raised_at == play.around.now() for task in late)


def test_only_what_is_due_is_looked_at(play: Play) -> None:
    play.red()
    run_tick(play.around)
    play.stage.clock.advance(minutes=1)
    assert run_tick(play.around).stepped == 0
    climb_slow_ladder(play.around, uuid.uuid4())
    play.stage.clock.advance(minutes=29)
    assert run_tick(play.around).stepped == 1


def test_an_action_that_is_under_way_settles_its_step_and_a_proposed_one_does_not(play: Play) -> None:
    play.red()
    play.act(ActionState.PROPOSED)
    assert play.tick(hours=2) == [("action_started", "CW-1")]
    play.act(ActionState.OPEN)
    play.tick(minutes=30)
    settled = play.task(TaskKind.ACTION_STARTED)
    assert (settled.done_at, settled.done_by_id) == (play.around.now(), None)
    assert [row.subject_id for row in play.stage.audited("task:settled")] == [settled.id]


def test_an_action_of_before_the_ladder_is_no_action_for_it(play: Play) -> None:
    play.act(ActionState.OPEN)
    play.stage.clock.advance(minutes=1)
    play.red()
    assert play.tick(hours=2) == [("action_started", "CW-1")]


def test_red_ends_when_people_and_facts_have_settled_all_of_it(play: Play) -> None:
    play.red()
    play.stage.clock.advance(minutes=1)
    play.act(ActionState.OPEN)
    play.meet()
    play.tick(hours=24)
    play.finish(TaskKind.RED_ANSWER)
    play.meet()
    play.tick(minutes=30)
    assert play.run(E1).ended_at is None
    play.finish(TaskKind.RED_ANSWER, by="SUP-1")
    run = play.run(E1)
    assert (run.ended_as, run.ended_by_id, run.look_at) == (SlowEnd.SETTLED, None, None)
    assert play.task(TaskKind.SECOND_CONTACT).done_at is not None
    assert play.tick(days=30) == []


def test_one_contact_is_no_second_one(play: Play) -> None:
    play.red()
    play.stage.clock.advance(hours=1)
    play.meet()
    assert ("second_contact", "CW-1") in play.tick(hours=23)
    play.meet()
    play.tick(minutes=30)
    assert play.task(TaskKind.SECOND_CONTACT).done_at is not None


def test_red_brings_the_next_call_forward_and_never_puts_it_off(play: Play) -> None:
    play.red()
    far = SUNDAY_MORNING + timedelta(days=20)
    owe(play, far)
    play.tick(minutes=5)
    hastened = play.stage.people.follow_up().due_by
    assert hastened <= SUNDAY_MORNING + timedelta(hours=48)
    near = SUNDAY_MORNING + timedelta(hours=6)
    owe(play, near)
    play.tick(hours=2)
    assert play.stage.people.follow_up().due_by == near


def test_while_nobody_may_ring_the_next_call_is_not_brought_forward(play: Play) -> None:
    play.red()
    far = SUNDAY_MORNING + timedelta(days=20)
    owe(play, far)
    with play.around.database.unit_of_work() as work:
        work.session.merge(play.stage.people.contact("child")).unsafe_end_at = play.around.now()
        work.commit()
    play.tick(hours=2)
    assert play.stage.people.follow_up().due_by == far


def owe(play: Play, due_by: datetime) -> None:
    with play.around.database.unit_of_work() as work:
        work.session.execute(update(FollowUp).values(due_by=due_by))
        work.commit()


def test_a_worry_comes_to_the_volunteers_debrief_and_to_the_supervisor_every_week(play: Play) -> None:
    play.cause(TaskKind.ORANGE_ANSWER)
    assert play.tick(hours=1) == [("debrief_point", "CW-1")]
    assert play.task(TaskKind.DEBRIEF_POINT).volunteer_id == play.stage.people.volunteer().id
    assert play.tick(days=7) == [("weekly_look", "SUP-1")]
    assert play.tick(days=7) == []
    play.finish(TaskKind.WEEKLY_LOOK, by="SUP-1")
    assert play.tick(days=6) == []
    assert play.tick(days=1) == [("weekly_look", "SUP-1")]
    play.finish(TaskKind.ORANGE_ANSWER)
    play.finish(TaskKind.DEBRIEF_POINT)
    assert play.run(E2).ended_as is SlowEnd.SETTLED
    assert play.task(TaskKind.WEEKLY_LOOK).done_at is not None


def test_a_family_that_no_volunteer_visits_is_no_point_of_a_debrief(surroundings: Surroundings) -> None:
    play = Play(make_stage(surroundings, case_row()))
    play.cause(TaskKind.ORANGE_ANSWER)
    assert play.tick(hours=1) == []


def test_a_silent_volunteer_is_looked_for_as_a_person_and_their_families_are_covered(play: Play) -> None:
    play.cause(TaskKind.VOLUNTEER_SILENT, volunteer=True)
    assert play.tick(minutes=15) == []
    assert play.tick(hours=8) == [("debrief_try", "CW-1")]
    assert play.tick(hours=16) == [("ask_after_volunteer", "CW-1"), ("families_covered", "CW-2")]
    assert play.tick(hours=24) == [("cases_recovered", "SUP-1"), ("welfare_check", "SUP-1")]
    play.stage.text(VOLUNTEER_NUMBER, "4")
    play.tick(minutes=30)
    assert play.run(E4).ended_as is SlowEnd.SETTLED
    assert all(task.done_at for task in play.stage.rows(Task, Task.kind == TaskKind.WELFARE_CHECK))


def test_a_talk_of_the_day_that_was_held_is_a_volunteer_heard_of(play: Play) -> None:
    play.cause(TaskKind.VOLUNTEER_SILENT, volunteer=True)
    with play.around.database.unit_of_work() as work:
        talk = Debrief(volunteer_id=play.stage.people.volunteer().id, day=play.around.today(), attempts=1)
        talk.slot_at, talk.state = play.around.now(), DebriefState.HELD
        talk.held_at = play.around.now() + timedelta(minutes=20)
        work.session.add(talk)
        work.commit()
    assert play.tick(hours=1) == []
    assert play.run(E4).ended_as is SlowEnd.SETTLED


def test_a_volunteer_who_is_in_trouble_is_an_alert(play: Play) -> None:
    play.cause(TaskKind.VOLUNTEER_SILENT, volunteer=True)
    play.finish(TaskKind.VOLUNTEER_SILENT, TaskOutcome.WORRYING)
    (alert,) = play.stage.alerts()
    assert (alert.ladder, alert.trigger) == (LadderName.E0, Trigger.T13)
    assert alert.volunteer_id == play.stage.people.volunteer().id


def test_while_an_alert_is_open_its_ladder_comes_first_and_afterwards_this_one_goes_on(play: Play) -> None:
    play.red()
    play.stage.text(VOLUNTEER_NUMBER, f"9 {ALIAS}")
    assert play.tick(hours=3) == []
    assert play.run(E1).put_off is PutOff.DANGER
    with play.around.database.unit_of_work() as work:
        alert = work.session.merge(play.stage.alert())
        alert.ended_at, alert.ended_by_id = play.around.now(), play.stage.people.person("SUP-1").id
        alert.outcome, alert.due_at = "an invented outcome", None
        work.commit()
    assert play.tick(minutes=30) == [("action_started", "CW-1")]
    assert play.run(E1).put_off is None


@pytest.mark.requirement("N24", "N26")
def test_a_year_of_silence_ends_nothing_closes_nothing_and_lowers_nothing(surroundings: Surroundings) -> None:
    play = Play(make_stage(surroundings, at_level("high")))
    play.cause(TaskKind.UNREACHABLE)
    for _ in range(13):
        play.tick(days=30)
    closure = play.stage.rows(Task, Task.kind == TaskKind.CLOSURE_GROUND)
    assert {play.stage.code_of(task.assignee_id) for task in closure} == {"SUP-1"}
    play.finish(TaskKind.CLOSURE_GROUND, TaskOutcome.BELIEVED_GONE, by="SUP-1")
    play.tick(days=1)
    (case,) = play.stage.rows(CaseFile)
    assert (case.state, case.level) == (CaseState.OPEN, RiskLevel.HIGH)
    assert play.run(E3).ended_at is None


def test_after_one_two_and_three_months_somebody_asks_and_the_supervisor_knows(play: Play) -> None:
    play.cause(TaskKind.UNREACHABLE)
    assert play.tick(days=3) == [("nobody_reached", "SUP-1"), ("volunteer_visit", "CW-1")]
    for _ in range(2):
        play.tick(days=26)
        assert [kind for kind, _ in play.tick(days=1)] in ([], ["enquiries", "nobody_reached"])
        assert [kind for kind, _ in play.tick(days=3)] in ([], ["enquiries", "nobody_reached"])
    kinds = [task.kind for task in play.stage.rows(Task)]
    assert (kinds.count(TaskKind.ENQUIRIES), kinds.count(TaskKind.CLOSURE_GROUND)) == (2, 0)
    assert play.tick(days=27) == [("closure_ground", "SUP-1")]


def test_a_person_ends_a_ladder_with_a_reason_and_what_began_it_stays(play: Play) -> None:
    play.red()
    play.tick(hours=2)
    supervisor = play.stage.people.person("SUP-1")
    end_slow_ladder(play.around, supervisor, play.run(E1).id, SlowEnd.IN_OTHER_HANDS)
    run = play.run(E1)
    assert (run.ended_as, run.ended_by_id) == (SlowEnd.IN_OTHER_HANDS, supervisor.id)
    assert play.task(TaskKind.ACTION_STARTED).done_by_id == supervisor.id
    assert play.task(TaskKind.RED_ANSWER).done_at is None
    assert play.tick(days=5) == []
    with pytest.raises(StaleStep):
        end_slow_ladder(play.around, supervisor, run.id, SlowEnd.MISTAKE)
    play.red()
    assert len(play.stage.rows(SlowLadderRun)) == 2


def test_only_whom_policy_names_ends_a_ladder_and_never_as_settled(play: Play) -> None:
    play.red()
    play.cause(TaskKind.ORANGE_ANSWER)
    caseworker, supervisor = play.stage.people.person("CW-1"), play.stage.people.person("SUP-1")
    with pytest.raises(NotAllowed):
        end_slow_ladder(play.around, caseworker, play.run(E1).id, SlowEnd.SAFE_NOW)
    with pytest.raises(BadInput):
        end_slow_ladder(play.around, supervisor, play.run(E1).id, SlowEnd.SETTLED)
    end_slow_ladder(play.around, caseworker, play.run(E2).id, SlowEnd.SAFE_NOW)
    assert (play.run(E1).ended_at, play.run(E2).ended_at) == (None, play.around.now())


@pytest.mark.requirement("DATA-03")
@pytest.mark.parametrize("code", ["SUP-2", "CW-2", "CW-9", "SAFE-1", "CO-1"])
def test_for_everybody_else_the_ladder_does_not_exist(play: Play, code: str) -> None:
    play.red()
    play.tick(hours=2)
    other, run = play.stage.people.person(code), play.run(E1)
    with pytest.raises(NotFound):
        end_slow_ladder(play.around, other, run.id, SlowEnd.MISTAKE)
    with pytest.raises(NotFound):
        let_wait_for_day(play.around, other, run.id)
    with pytest.raises(NotFound):
        open_task(play.around, other, play.task(TaskKind.ACTION_STARTED).id)
    if other.role is StaffRole.SUPERVISOR:
        assert show_team(play.around, other).under_way == ()


def test_at_night_a_supervisor_lets_the_first_contact_wait_for_the_day(play: Play) -> None:
    supervisor, caseworker = play.stage.people.person("SUP-1"), play.stage.people.person("CW-1")
    play.stage.clock.advance(hours=12)
    night = play.around.now()
    play.red()
    due = play.task(TaskKind.RED_ANSWER, of="SUP-1").due_at
    with pytest.raises(StaleStep):
        let_wait_for_day(play.around, caseworker, play.run(E1).id)
    let_wait_for_day(play.around, supervisor, play.run(E1).id)
    assert play.task(TaskKind.RED_ANSWER, of="CW-1").due_at == night + timedelta(hours=12)
    assert play.task(TaskKind.RED_ANSWER, of="SUP-1").due_at == due
    with pytest.raises(StaleStep):
        let_wait_for_day(play.around, supervisor, play.run(E1).id)


def test_by_day_nobody_lets_it_wait(play: Play) -> None:
    play.red()
    with pytest.raises(StaleStep):
        let_wait_for_day(play.around, play.stage.people.person("SUP-1"), play.run(E1).id)


def test_what_was_agreed_for_the_night_holds_for_what_comes_later(play: Play) -> None:
    play.stage.clock.advance(hours=12)
    night = play.around.now()
    play.cause(TaskKind.RED_ANSWER, by="SUP-1")
    play.tick(hours=1)
    let_wait_for_day(play.around, play.stage.people.person("SUP-1"), play.run(E1).id)
    assert play.task(TaskKind.FIRST_CONTACT).due_at == night + timedelta(hours=12)


def test_a_task_shows_the_path_of_its_ladder_and_what_comes_next_at_what_hour(play: Play) -> None:
    play.red()
    play.tick(minutes=5)
    ladder = open_task(
        play.around, play.stage.people.person("CW-1"), play.task(TaskKind.RED_ANSWER, of="CW-1").id
    ).ladder
    assert ladder is not None
    assert [(line.kind, line.who) for line in ladder.path] == [
        (TaskKind.RED_ANSWER, "SUP-1"),
        (TaskKind.RED_ANSWER, "CW-1"),
    ]
    assert (ladder.next_task, ladder.next_at) == (TaskKind.ACTION_STARTED, SUNDAY_MORNING + timedelta(hours=2))
    assert ladder.may_end is False


def test_the_case_and_the_team_show_what_is_under_way_and_nothing_that_has_ended(play: Play) -> None:
    play.red()
    supervisor = play.stage.people.person("SUP-1")
    (on_case,) = show_case(play.around, supervisor, "CX-TEST").ladders
    (on_team,) = (line.ladder for line in show_team(play.around, supervisor).under_way)
    assert on_case.id == on_team.id == play.run(E1).id
    assert (on_team.case_code, on_team.may_end) == ("CX-TEST", True)
    end_slow_ladder(play.around, supervisor, on_team.id, SlowEnd.MISTAKE)
    assert show_case(play.around, supervisor, "CX-TEST").ladders == ()
    assert show_team(play.around, supervisor).under_way == ()


@pytest.mark.parametrize("outcome", [TaskOutcome.WORRYING, TaskOutcome.NOT_FOUND])
def test_who_went_to_see_a_child_and_worries_or_finds_nobody_begins_the_ladder_of_red(
    surroundings: Surroundings, outcome: TaskOutcome
) -> None:
    play = Play(make_stage(surroundings, at_level("high")))
    play.cause(TaskKind.UNREACHABLE)
    play.tick()
    play.finish(TaskKind.EYES_ON, outcome)
    assert play.run(E1).begun_with is TaskKind.SEEN_WORRYING
    worried = play.stage.rows(Task, Task.kind == TaskKind.SEEN_WORRYING)
    assert {play.stage.code_of(task.assignee_id) for task in worried} == {"CW-1", "SUP-1"}
    assert (play.run(E3).ended_at is None) == (outcome is TaskOutcome.NOT_FOUND)


def test_a_child_who_was_seen_well_ends_the_ladder_and_leaves_the_call_owed(surroundings: Surroundings) -> None:
    play = Play(make_stage(surroundings, at_level("high")))
    play.cause(TaskKind.UNREACHABLE)
    play.tick()
    owed = play.stage.people.follow_up().id
    play.finish(TaskKind.EYES_ON, TaskOutcome.SEEN_WELL)
    assert play.run(E3).ended_as is SlowEnd.SETTLED
    assert play.stage.people.follow_up().id == owed
    assert all(task.done_at for task in play.stage.rows(Task, Task.kind == TaskKind.NOBODY_REACHED))


def test_calls_that_were_found_out_are_danger(play: Play) -> None:
    play.cause(TaskKind.POSSIBLE_DISCOVERY)
    play.finish(TaskKind.POSSIBLE_DISCOVERY, TaskOutcome.FOUND_OUT)
    (alert,) = play.stage.alerts()
    assert (alert.trigger, alert.case_id) == (Trigger.T10, play.stage.people.case().id)


def test_calls_that_nobody_found_out_are_no_alert(play: Play) -> None:
    play.cause(TaskKind.POSSIBLE_DISCOVERY)
    play.finish(TaskKind.POSSIBLE_DISCOVERY, TaskOutcome.NOT_FOUND_OUT)
    assert play.stage.alerts() == []


@pytest.mark.requirement("N28")
def test_what_is_for_safeguarding_alone_takes_its_ladder_from_the_line(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    people = make_people(surroundings, case_row())
    call = CallByHand(surroundings, people).open()
    call.hear("D1.3", RED)
    (begun,) = rows(surroundings, SlowLadderRun)
    assert begun.ended_at is None
    call.reply("D1.3", "yes", Trigger.T12)
    (run,) = rows(surroundings, SlowLadderRun)
    assert run.ended_as is SlowEnd.IN_OTHER_HANDS
    clock.advance(hours=3)
    run_tick(surroundings)
    assert {who for _, who in tasks(surroundings, people)} <= {"SAFE-1"}


@pytest.mark.requirement("N28")
def test_the_line_does_not_learn_from_its_own_ladder_of_an_alert_that_leaves_it_out(play: Play) -> None:
    play.red()
    case = play.stage.people.case()
    with play.around.database.unit_of_work() as work:
        cause = AlertCause(LadderName.E0_WITHOUT_LINE, case.team_id, case.caseworker_id, case_id=case.id)
        open_alert(play.around, work, cause)
        work.commit()
    assert play.tick(hours=2) == [("action_started", "CW-1")]
    assert play.run(E1).put_off is None


def test_a_duty_is_finished_only_with_one_of_its_own_answers(play: Play) -> None:
    play.cause(TaskKind.POSSIBLE_DISCOVERY)
    with pytest.raises(BadInput):
        play.finish(TaskKind.POSSIBLE_DISCOVERY)
    play.cause(TaskKind.CALL_BACK)
    with pytest.raises(BadInput):
        play.finish(TaskKind.CALL_BACK, TaskOutcome.SEEN_WELL)
    play.finish(TaskKind.CALL_BACK)
    assert play.task(TaskKind.CALL_BACK).done_as is TaskOutcome.DONE
    assert all(choices_of(kind) for kind in set(TaskKind) - DONE_BY_ITSELF)


@pytest.mark.requirement("N28")
def test_neither_the_end_of_a_call_nor_a_level_tells_the_line_of_an_alert_that_leaves_it_out(
    surroundings: Surroundings,
) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row(level="low"))).open()
    case = call.people.case()
    with surroundings.database.unit_of_work() as work:
        cause = AlertCause(LadderName.E0_WITHOUT_LINE, case.team_id, case.caseworker_id, case_id=case.id)
        open_alert(surroundings, work, cause)
        work.commit()
    call.hear_all()
    call.end(ConversationEnding.DROPPED)
    assert call.talk().ending is ConversationEnding.DROPPED
    assert rows(surroundings, LevelChange) == []
