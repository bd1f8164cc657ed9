"""What follows when a try did not reach the right person: the number is looked into, another way is thought of, and
the ladder of nobody reached runs from the first try that failed.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import takewhile

from remote_cm.domain.call_gates import decide_other_way
from remote_cm.domain.no_answer import Voice, decide_number_in_doubt
from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.begin_slow_ladder import LadderAbout, begin_slow_ladder
from remote_cm.services.call_ground import CallGround
from remote_cm.services.climb_slow_ladders import look_at_ladder
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import get_contact
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import find_open_ladder
from remote_cm.storage.tables.calls import Attempt, AttemptOutcome
from remote_cm.storage.tables.slow_ladders import OtherVoice
from remote_cm.storage.tasks import list_all_open_tasks_of_case
from remote_cm.storage.tries import REACHED_NOBODY, list_failed_tries, list_last_outcomes

LONGEST_RUN = 20
"""More tries in a row than this tell nothing new."""


@dataclass(frozen=True)
class OtherPerson:
    """Who picked up instead, as far as could be heard (monitoring script §2.14 B); for any other outcome, nobody."""

    voice: Voice | None = None
    was_aggressive: bool = False


NOTHING_MORE = OtherPerson()
"""Nothing is known of who picked up."""


def follow_failed_try(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    attempt: Attempt,
    other_person: OtherPerson = NOTHING_MORE,
) -> None:
    """Go on from a try whose outcome stands on it already. The caller commits.

    A number that somebody else answers is never rung again before the safe adult has said whose it is (§2.14 B), and
    an aggressive voice asks whether the calls were found out (T10). Not being reached never lowers a level (N24).
    """
    session.flush()
    match attempt.outcome:
        case AttemptOutcome.OTHER_PERSON:
            _somebody_else(around, session, ground, attempt, other_person)
        case AttemptOutcome.NUMBER_DEAD:
            _verify_first(around, session, ground, attempt, TaskKind.LOST_NUMBER)
        case AttemptOutcome.NOT_NOW:
            if decide_other_way(_in_a_row(session, attempt), around.policy.call_script):
                _make_once(around, session, ground, TaskKind.OTHER_WAY, None)
    if attempt.outcome in REACHED_NOBODY:
        _nobody_reached(around, session, ground)


def ask_if_found_out(around: Surroundings, session: Session, ground: CallGround) -> None:
    """Somebody aggressive picked up: have it checked whether the calls were found out (T10). The caller commits."""
    _make_once(around, session, ground, TaskKind.POSSIBLE_DISCOVERY, None)


def _somebody_else(
    around: Surroundings, session: Session, ground: CallGround, attempt: Attempt, other_person: OtherPerson
) -> None:
    voice = other_person.voice or Voice.UNKNOWN
    session.add(
        OtherVoice(id=uuid.uuid4(), attempt_id=attempt.id, voice=voice, was_aggressive=other_person.was_aggressive)
    )
    if other_person.was_aggressive:
        ask_if_found_out(around, session, ground)
    if decide_number_in_doubt(_in_a_row(session, attempt), around.policy.no_answer):
        _verify_first(around, session, ground, attempt, TaskKind.NUMBER_NOT_THEIRS)


def _verify_first(around: Surroundings, session: Session, ground: CallGround, attempt: Attempt, kind: TaskKind) -> None:
    """The number of this contact is not rung until somebody has found out whose it is now."""
    contact = get_contact(session, attempt.contact_id)
    contact.verified_on = None
    _make_once(around, session, ground, kind, contact.reference)


def _make_once(around: Surroundings, session: Session, ground: CallGround, kind: TaskKind, detail: str | None) -> None:
    """One task of a kind about a case is enough while it is open."""
    case = ground.case
    open_ones = {(task.kind, task.detail) for task in list_all_open_tasks_of_case(session, case.id)}
    if (kind, detail) not in open_ones:
        about = TaskAbout(
            team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id, level=case.level, detail=detail
        )
        make_task(around, session, kind, about)


def _in_a_row(session: Session, attempt: Attempt) -> int:
    """How often the tries to reach this contact have now ended in the same way."""
    outcomes: Sequence[AttemptOutcome] = list_last_outcomes(session, attempt.contact_id, LONGEST_RUN)
    return len(list(takewhile(lambda outcome: outcome is attempt.outcome, outcomes)))


def _nobody_reached(around: Surroundings, session: Session, ground: CallGround) -> None:
    """The ladder runs from the first try that failed; one that a talk has settled meanwhile ends before it begins
    anew.
    """
    case = ground.case
    running = find_open_ladder(session, SlowLadderName.E3, case.id)
    if running is not None:
        look_at_ladder(around, session, running)
        session.flush()
    if running is None or running.ended_at is not None:
        first_at = list_failed_tries(session, [case.id])[case.id].first_at
        about = LadderAbout(case.team_id, case.id)
        begun = begin_slow_ladder(around, session, SlowLadderName.E3, about, opened_at=first_at)
        look_at_ladder(around, session, begun)
