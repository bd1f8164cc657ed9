"""Gives the demo's people their last six weeks: calls with what came of them, and what is left to do today.

The rows of the past are made from what is told of each family and from the service's own rules; what still runs is
begun by the service itself, at the moment of the past at which it began.
"""

import uuid
from datetime import datetime, timedelta

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome
from remote_cm.domain.vocabulary import AnswerCode, StaffRole
from remote_cm.services.demo_alerts import rows_of_ended_alerts
from remote_cm.services.demo_ground import DemoCase, DemoGround, find_ground
from remote_cm.services.demo_plans import owe_next_call, rows_of_actions, rows_of_levels, write_level
from remote_cm.services.demo_rows import conversation_id, meet_first_follow_up, rows_of_calls
from remote_cm.services.demo_story import Leaves
from remote_cm.services.demo_tries import climb_ladder, let_some_be_silent, rows_of_failed_tries
from remote_cm.services.demo_volunteers import leave_calls_to_volunteers, rows_of_volunteers
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.past import add_past, list_open_tasks_of_kinds
from remote_cm.storage.tables.base import Base
from remote_cm.storage.turns import WordsAsked, keep_wording

_FIRST_LOOK = timedelta(minutes=61)
"""An hour on, what comes first beside the call itself stands on the pages."""

_DONE_SINCE = {
    TaskKind.RED_ANSWER: (1, TaskOutcome.DONE),
    TaskKind.DEBRIEF_POINT: (4, TaskOutcome.DONE),
    TaskKind.NOBODY_REACHED: (2, TaskOutcome.DONE),
    TaskKind.SAFE_ADULT_ASKED: (3, TaskOutcome.NO_WAY_FOUND),
}
"""After how many hours each duty but the oldest of its kind was done, and how it went."""


def write_history(around: Surroundings) -> None:
    """Write six weeks for every case of the demo that has no past yet, and begin what runs today."""
    with around.database.unit_of_work() as work:
        ground = find_ground(around, work.session)
        if not any(case.calls for case in ground.cases):
            return
        _write_past(around, work.session, ground)
        ladders = _leave_tasks(around, work.session, ground)
        leave_calls_to_volunteers(around, work.session, ground)
        work.commit()
    for ladder_id, began_at in ladders:
        climb_ladder(around, ladder_id, began_at + _FIRST_LOOK, around.now())
    let_some_be_silent(around, ground)
    _do_what_was_due(around)


def _do_what_was_due(around: Surroundings) -> None:
    """Of the duties that came of all this, most of the older ones were done since."""
    with around.database.unit_of_work() as work:
        for kind, (hours, outcome) in _DONE_SINCE.items():
            for task in list_open_tasks_of_kinds(work.session, [kind], around.now() - timedelta(hours=hours + 1))[1:]:
                task.done_at = task.made_at + timedelta(hours=hours)
                task.done_as, task.done_by_id = outcome, task.assignee_id
        work.commit()


def _write_past(around: Surroundings, session: Session, ground: DemoGround) -> None:
    words = _Wordings(around, session)
    rows: list[Base] = []
    held = [case for case in ground.cases if case.calls]
    for case in held:
        rows += rows_of_calls(around, case, words.keep)
        rows += rows_of_failed_tries(around, case)
        rows += rows_of_levels(case)
        rows += rows_of_actions(around, ground, case)
        meet_first_follow_up(around, case)
        write_level(case)
    rows += rows_of_volunteers(around, session, ground)
    rows += rows_of_ended_alerts(around, ground)
    add_past(session, rows)
    for case in held:
        owe_next_call(around, session, case)


class _Wordings:
    """Keeps the words of each item once."""

    def __init__(self, around: Surroundings, session: Session) -> None:
        self._version, self._session = around.script.version, session
        self._kept: dict[WordsAsked, uuid.UUID] = {}

    def keep(self, words: WordsAsked) -> uuid.UUID:
        """Under which id these words stand."""
        if words not in self._kept:
            self._kept[words] = keep_wording(self._session, words, self._version)
        return self._kept[words]


def _leave_tasks(around: Surroundings, session: Session, ground: DemoGround) -> list[tuple[uuid.UUID, datetime]]:
    """The duties that the last calls have left, and the ladders that they began, each with when."""
    tasks = []
    for case in ground.cases:
        match case.place.story.leaves:
            case Leaves.WORRY:
                tasks.append(_leave(around, session, ground, case, TaskKind.ORANGE_ANSWER))
            case Leaves.RED:
                tasks.append(_leave(around, session, ground, case, TaskKind.RED_ANSWER))
                tasks.append(_leave(around, session, ground, case, TaskKind.ORANGE_ANSWER))
            case Leaves.STEP_DOWN:
                tasks.append(_leave(around, session, ground, case, TaskKind.STEP_DOWN_PROPOSED))
    return [began for began in tasks if began is not None]


_OF_SUPERVISOR = frozenset({TaskKind.RED_ANSWER, TaskKind.STEP_DOWN_PROPOSED})


def _leave(
    around: Surroundings, session: Session, ground: DemoGround, case: DemoCase, kind: TaskKind
) -> tuple[uuid.UUID, datetime] | None:
    """Make one duty at the end of the last call; a red is told while the call goes on."""
    last = case.calls[-1]
    is_red = kind is TaskKind.RED_ANSWER
    made_at = last.started_at + timedelta(minutes=5) if is_red else last.ended_at
    is_supervisors = kind in _OF_SUPERVISOR
    assignee = ground.supervisor_of(case) if is_supervisors else case.caseworker
    about = TaskAbout(
        team_id=case.row.team_id,
        assignee_id=assignee.id,
        case_id=case.row.id,
        conversation_id=conversation_id(case, last.number),
        level=case.row.level,
        role=StaffRole.SUPERVISOR if is_supervisors else StaffRole.CASEWORKER,
        detail=_red_item(case) if is_red else None,
    )
    task = make_task(around.at(made_at), session, kind, about)
    session.flush()
    return None if task.slow_ladder_id is None else (task.slow_ladder_id, made_at)


def _red_item(case: DemoCase) -> str | None:
    answers = (answer for turn in case.calls[-1].turns for answer in turn.answers)
    return next((answer.question.item.id for answer in answers if answer.code is AnswerCode.RED), None)
