"""When the line is quiet: the rule proposes, a person confirms or drops, and what is kept is a task with its day."""

import uuid
from collections.abc import Callable
from datetime import date, timedelta

import pytest

from remote_cm.domain.call_script import ActionOwner
from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound, StaleStep
from remote_cm.domain.task_kinds import KEPT_OUT_OF_FIGURES, TaskKind
from remote_cm.domain.vocabulary import DomainColour, Household, RemoteReason, ScriptDomain, Track
from remote_cm.services.answer_action import answer_action
from remote_cm.services.call_views import CallPhase, ProposedAction
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.settle_call import CallSettled, ConfirmedAction, settle_call
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.write_notes import write_notes
from remote_cm.storage.tables.calls import ActionState, Answer, AnswerRevision, ConversationEnding, PlanAction
from remote_cm.storage.tables.tasks import Task
from tests.factories import case_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import GREEN, ORANGE, RED, CallByHand, rows, tasks
from tests.services.test_end_talk_and_owe_the_next import next_call

FINISHED = ConversationEnding.FINISHED
VOLUNTEER, SUPERVISOR = ActionOwner.VOLUNTEER, ActionOwner.SUPERVISOR


@pytest.fixture
def call(surroundings: Surroundings) -> CallByHand:
    """A call in which something orange was heard on health, ended and not settled."""
    begun = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all("D1.1", "D3.1")
    begun.hear("D2.1", ORANGE)
    begun.end()
    return begun


def proposed(call: CallByHand) -> tuple[ProposedAction, ...]:
    after = call.page().after
    assert after is not None
    return after.actions


def settle(call: CallByHand, *decided: ConfirmedAction, was_hard: bool = False, by: str = "CW-1") -> None:
    settled = CallSettled(decided or drop_all(call), was_hard)
    settle_call(call.around, call.people.person(by), call.follow_up_id, settled)


def drop_all(call: CallByHand) -> tuple[ConfirmedAction, ...]:
    return tuple(ConfirmedAction(one.id, False, one.owner, None) for one in proposed(call))


def keep(call: CallByHand, what: str, owner: ActionOwner | None = None, due_on: date | None = None) -> uuid.UUID:
    """Keep one action, drop the others."""
    (kept,) = [one for one in proposed(call) if one.what == what]
    day = due_on or (kept.due_at.astimezone(call.around.zone).date() if kept.due_at else None)
    others = tuple(one for one in drop_all(call) if one.id != kept.id)
    settle(call, ConfirmedAction(kept.id, True, owner or kept.owner, day), *others)
    return kept.id


def action(call: CallByHand, action_id: uuid.UUID) -> PlanAction:
    return next(one for one in rows(call.around, PlanAction) if one.id == action_id)


def task_of(call: CallByHand, action_id: uuid.UUID) -> Task:
    task_id = action(call, action_id).task_id
    return next(one for one in rows(call.around, Task) if one.id == task_id)


@pytest.mark.requirement("MON-02", "MON-04")
def test_the_actions_of_each_colour_that_was_heard_are_proposed_with_owner_and_date(call: CallByHand) -> None:
    script = {one.domain: one for one in call.around.script.domains}
    expected = [
        (domain, one.text, one.owner, one.due_hours)
        for domain, advice in (
            (ScriptDomain.SAFETY, script[ScriptDomain.SAFETY].advice.green),
            (ScriptDomain.HEALTH, script[ScriptDomain.HEALTH].advice.orange),
            (ScriptDomain.FEELINGS, script[ScriptDomain.FEELINGS].advice.green),
        )
        for one in advice.actions
    ]
    ended_at = call.talk().ended_at
    assert ended_at is not None
    found = [
        (one.domain, one.what, one.owner, (one.due_at - ended_at) // timedelta(hours=1) if one.due_at else None)
        for one in proposed(call)
    ]
    assert sorted(map(str, found)) == sorted(map(str, expected))


@pytest.mark.requirement("N48")
def test_nothing_that_was_proposed_is_anybodys_task_before_a_person_confirmed_it(call: CallByHand) -> None:
    assert call.page().phase is CallPhase.AFTER
    assert tasks(call.around, call.people) == {("orange_answer", "CW-1")}
    assert {one.state for one in rows(call.around, PlanAction)} == {ActionState.PROPOSED}


@pytest.mark.requirement("MON-04")
def test_what_is_kept_is_the_owners_task_at_the_hour_that_was_proposed(call: CallByHand) -> None:
    kept = keep(call, "Refer to health care")
    task = task_of(call, kept)
    assert (task.kind, task.assignee_id) == (TaskKind.AGREED_ACTION, call.people.staff("CW-1").id)
    assert task.due_at == call.around.now() + timedelta(hours=72)
    assert action(call, kept).state is ActionState.OPEN
    assert call.page().phase is CallPhase.ENDED


@pytest.mark.requirement("MON-04")
def test_owner_and_day_are_the_persons_to_change(call: CallByHand) -> None:
    tomorrow = call.around.today() + timedelta(days=1)
    task = task_of(call, keep(call, "Refer to health care", SUPERVISOR, tomorrow))
    assert task.assignee_id == call.people.staff("SUP-1").id
    assert task.due_at.astimezone(call.around.zone).date() == tomorrow


def test_what_a_volunteer_does_is_told_to_them_by_the_caseworker(call: CallByHand) -> None:
    task = task_of(call, keep(call, "Remind the volunteer, in code only", VOLUNTEER))
    assert (task.kind, task.assignee_id) == (TaskKind.ACTION_TO_TELL, call.people.staff("CW-1").id)


@pytest.mark.requirement("N48")
def test_as_long_as_one_of_them_is_not_decided_none_is(call: CallByHand) -> None:
    kept = [ConfirmedAction(one.id, True, one.owner, call.around.today()) for one in proposed(call)]
    for decided in (kept[1:], [*kept, ConfirmedAction(uuid.uuid4(), False, SUPERVISOR, None)]):
        with pytest.raises(BadInput):
            settle(call, *decided)
    assert {one.state for one in rows(call.around, PlanAction)} == {ActionState.PROPOSED}
    assert call.page().phase is CallPhase.AFTER


@pytest.mark.requirement("N48")
def test_what_is_dropped_stays_written_down_with_who_dropped_it(call: CallByHand) -> None:
    settle(call)
    dropped = rows(call.around, PlanAction)
    assert {(one.state, one.settled_by_id) for one in dropped} == {(ActionState.DROPPED, call.person.id)}
    assert tasks(call.around, call.people) == {("orange_answer", "CW-1")}


def test_what_needs_no_date_comes_up_in_the_next_call_without_a_task(call: CallByHand) -> None:
    kept = keep(call, "Ask again in the next call")
    assert action(call, kept).task_id is None
    following = next_call(call)
    assert [one.what for one in following.page().open_actions] == ["Ask again in the next call"]


@pytest.mark.parametrize("wrong", ["one left out", "one too many", "no day"])
def test_each_action_is_decided_with_a_day_where_it_needs_one(call: CallByHand, wrong: str) -> None:
    decided = drop_all(call)
    if wrong == "one left out":
        decided = decided[1:]
    elif wrong == "one too many":
        decided = (*decided, ConfirmedAction(uuid.uuid4(), True, VOLUNTEER, None))
    else:
        decided = tuple(ConfirmedAction(one.id, True, one.owner, None) for one in decided)
    with pytest.raises(BadInput):
        settle(call, *decided)
    assert call.talk().settled_at is None
    assert {one.state for one in rows(call.around, PlanAction)} == {ActionState.PROPOSED}


def test_a_call_is_settled_once(call: CallByHand) -> None:
    decided = drop_all(call)
    settle(call, *decided, was_hard=True)
    with pytest.raises(StaleStep):
        settle(call, *decided, was_hard=True)
    assert [task.kind for task in rows(call.around, Task)].count(TaskKind.HARD_CALL) == 1


def test_two_who_settle_at_once_settle_it_once(
    call: CallByHand, at_once: Callable[..., list[Exception | None]]
) -> None:
    decided = drop_all(call)
    failures = at_once(lambda: settle(call, *decided), lambda: settle(call, *decided))
    assert [type(failure) for failure in failures if failure] == [StaleStep]


def test_a_call_that_goes_on_is_not_settled(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    with pytest.raises(StaleStep):
        settle_call(call.around, call.person, call.follow_up_id, CallSettled((), was_hard=False))


@pytest.mark.parametrize(("by", "refusal"), [("SUP-1", NotAllowed), ("CW-2", NotFound)])
def test_nobody_else_settles_it(call: CallByHand, by: str, refusal: type[Exception]) -> None:
    decided = drop_all(call)
    with pytest.raises(refusal):
        settle(call, *decided, by=by)


@pytest.mark.requirement("CARE-07")
@pytest.mark.parametrize("was_hard", [True, False])
def test_after_a_hard_call_the_supervisor_rings_the_same_day(call: CallByHand, was_hard: bool) -> None:
    settle(call, *drop_all(call), was_hard=was_hard)
    hard = [task for task in rows(call.around, Task) if task.kind is TaskKind.HARD_CALL]
    assert [task.assignee_id for task in hard] == [call.people.staff("SUP-1").id] * was_hard
    assert {task.due_at.astimezone(call.around.zone).date() for task in hard} <= {call.around.today()}


@pytest.mark.requirement("N44")
def test_that_a_call_was_hard_or_handed_over_is_in_nobodys_figures() -> None:
    assert {TaskKind.HARD_CALL, TaskKind.WORKER_NEEDS_CALL} <= KEPT_OUT_OF_FIGURES


def test_a_red_keeps_its_own_tasks_whatever_is_dropped(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open()
    call.hear("D2.1", RED)
    call.reply("D2.1", "yes")
    call.end()
    before = tasks(call.around, call.people)
    settle(call)
    assert ("red_answer", "SUP-1") in before
    assert tasks(call.around, call.people) == before


def test_what_was_proposed_and_never_decided_is_shown_first_in_the_next_call(call: CallByHand) -> None:
    following = next_call(call)
    shown = following.page().open_actions
    assert "Refer to health care" in [one.what for one in shown]
    assert {one.state for one in shown} == {ActionState.PROPOSED}


def test_the_same_action_is_not_proposed_again_while_it_is_open(call: CallByHand, clock: FrozenClock) -> None:
    keep(call, "Refer to health care")
    clock.advance(days=1)
    again = next_call(call).open().hear_all("D1.1", "D3.1")
    again.hear("D2.1", ORANGE)
    again.end()
    assert "Refer to health care" not in [one.what for one in proposed(again)]
    assert "Remind the volunteer, in code only" in [one.what for one in proposed(again)]


@pytest.mark.requirement("MON-19")
@pytest.mark.parametrize("state", [ActionState.DONE, ActionState.BLOCKED, ActionState.OPEN])
def test_what_became_of_an_action_is_kept_and_its_task_follows(call: CallByHand, state: ActionState) -> None:
    kept = keep(call, "Refer to health care")
    following = next_call(call)
    for _ in range(2):
        answer_action(call.around, call.person, following.follow_up_id, kept, state)
    is_done = state is ActionState.DONE
    assert action(call, kept).state is state
    assert (action(call, kept).settled_at is not None) is is_done
    assert (task_of(call, kept).done_at is not None) is is_done
    assert (kept in [one.id for one in following.page().open_actions]) is not is_done


def test_an_action_that_was_done_by_mistake_is_open_again_with_its_task(call: CallByHand) -> None:
    kept = keep(call, "Refer to health care")
    following = next_call(call)
    answer_action(call.around, call.person, following.follow_up_id, kept, ActionState.DONE)
    answer_action(call.around, call.person, following.follow_up_id, kept, ActionState.OPEN)
    assert task_of(call, kept).done_at is None
    assert action(call, kept).settled_at is None


def test_an_action_of_another_case_does_not_exist_here(call: CallByHand) -> None:
    kept = keep(call, "Refer to health care")
    make_people(call.around, case_row("CX-TEST"), case_row("CX-TWO"))
    other = CallByHand(call.around, call.people, code="CX-TWO")
    with pytest.raises(NotFound):
        answer_action(call.around, call.person, other.follow_up_id, kept, ActionState.DONE)
    with pytest.raises(BadInput):
        answer_action(call.around, call.person, call.follow_up_id, kept, ActionState.DROPPED)
    with pytest.raises(NotAllowed):
        answer_action(call.around, call.people.person("SUP-1"), call.follow_up_id, kept, ActionState.DONE)


@pytest.mark.requirement("MON-18")
@pytest.mark.parametrize(
    ("household", "kinds"),
    [
        (Household.WELL, set()),
        (Household.OTHERS_AFFECTED, {("others_affected", "CW-1")}),
        (Household.NEW_CHILD, {("child_in_household", "CW-1")}),
        (None, set()),
    ],
)
@pytest.mark.parametrize("is_late", [False, True], ids=["at the end of the talk", "when it is settled"])
def test_what_was_heard_of_the_household_becomes_a_task(
    surroundings: Surroundings, household: Household | None, kinds: set[tuple[str, str]], is_late: bool
) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all()
    asked = None if is_late else household
    end_talk(call.around, call.person, call.follow_up_id, TalkEnd(FINISHED, household=asked))
    after = call.page().after
    assert after is not None
    assert after.household is asked
    settle_call(
        call.around, call.person, call.follow_up_id, CallSettled(drop_all(call), was_hard=False, household=household)
    )
    assert tasks(call.around, call.people) == kinds
    assert call.talk().household is household


@pytest.mark.requirement("MON-25")
@pytest.mark.parametrize("is_late", [False, True])
def test_why_it_was_no_visit_is_kept_with_each_talk(surroundings: Surroundings, is_late: bool) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all()
    said = None if is_late else RemoteReason.OUTBREAK
    end_talk(call.around, call.person, call.follow_up_id, TalkEnd(FINISHED, remote_reason=said))
    later = CallSettled(drop_all(call), was_hard=False, remote_reason=RemoteReason.ACCESS)
    settle_call(call.around, call.person, call.follow_up_id, later)
    assert call.talk().remote_reason is (RemoteReason.ACCESS if is_late else RemoteReason.OUTBREAK)


@pytest.mark.requirement("MON-24")
def test_the_words_of_a_worry_are_due_a_day_after_the_call_and_written_apart(
    call: CallByHand, clock: FrozenClock
) -> None:
    after = call.page().after
    assert after is not None
    assert after.notes_due_at == call.around.now() + timedelta(hours=24)
    clock.advance(hours=1)
    for _ in range(2):
        write_notes(
            call.around, call.person, call.follow_up_id, Track.CHILD, "D2.1", "it hurts", "coughs", "needs care"
        )
    (row,) = [one for one in rows(call.around, Answer) if one.item_id == "D2.1"]
    assert (row.code, row.said, row.heard, row.view) == (ORANGE, "it hurts", "coughs", "needs care")
    assert len(rows(call.around, AnswerRevision)) == 1
    after = call.page().after
    assert after is not None
    assert after.notes_due_at is None


def test_where_nothing_was_worrying_no_words_are_due(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all()
    call.end()
    after = call.page().after
    assert after is not None
    assert after.notes_due_at is None


@pytest.mark.parametrize(("by", "refusal"), [("SUP-1", NotAllowed), ("CW-2", NotFound)])
def test_nobody_else_writes_the_words(call: CallByHand, by: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        write_notes(call.around, call.people.person(by), call.follow_up_id, Track.CHILD, "D2.1", "x", "", "")
    with pytest.raises(BadInput):
        write_notes(call.around, call.person, call.follow_up_id, Track.CHILD, "D5.1", "x", "", "")


def test_what_has_changed_since_the_call_before_is_shown_by_domain(call: CallByHand, clock: FrozenClock) -> None:
    settle(call)
    clock.advance(days=1)
    again = next_call(call).open().hear_all("D2.1", code=GREEN)
    again.hear("D1.1", ORANGE)
    again.end()
    after = again.page().after
    assert after is not None
    changed = {one.domain: (one.before, one.after) for one in after.changes}
    assert changed[ScriptDomain.SAFETY] == (DomainColour.GREEN, DomainColour.ORANGE)
    assert changed[ScriptDomain.HEALTH] == (DomainColour.ORANGE, DomainColour.GREEN)
    assert ScriptDomain.MEANS not in changed
