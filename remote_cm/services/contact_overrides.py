"""A family is reached against its no: one person asks, a second decides, and the child is told (CALL-16, N43)."""

import uuid
from dataclasses import dataclass, field
from datetime import date

from remote_cm.domain.access import CaseAnchor, Person, may_decide_override, may_work_case
from remote_cm.domain.contact_override import OverrideWish, check_override
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.consent_in_force import read_consent
from remote_cm.services.make_task import make_task
from remote_cm.services.schedule_follow_up import rest_follow_up, wake_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_about_case import about_case, about_case_for_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import find_case_for, find_consent, get_case, lock_case
from remote_cm.storage.consents import find_asked_override, list_overrides_that_ran_out, lock_override
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.consents import ContactOverride
from remote_cm.storage.tasks import list_all_open_tasks_of_case


@dataclass(frozen=True)
class SecondWord:
    """What the second person decides, with their reasons."""

    is_approved: bool
    words: str = field(repr=False)


@dataclass(frozen=True)
class ChildTold:
    """When the child was told why, or why it was not: exactly one of the two."""

    told_on: date | None
    not_told_because: str = field(default="", repr=False)


def ask_override(around: Surroundings, person: Person, code: str, wish: OverrideWish) -> None:
    """Ask the second person. Nothing is opened by asking.

    Raises NotFound, StaleStep while the family's own yes holds or another wish waits, and BadInput with every fault.
    """
    with around.database.unit_of_work() as work:
        case = _lock_case(work.session, person, code)
        today = around.today()
        if read_consent(find_consent(work.session, case.id)).is_in_force_on(today):
            raise StaleStep("the family's own yes holds: nothing has to be decided against it")
        if find_asked_override(work.session, case.id) is not None:
            raise StaleStep("a decision is asked for already: the second person sees it")
        until = check_override(wish, today, around.policy.consent)
        override = ContactOverride(
            id=uuid.uuid4(),
            case_id=case.id,
            asked_by_id=person.id,
            asked_at=around.now(),
            harm=wish.harm.strip(),
            other_ways=wish.other_ways.strip(),
            child_view=wish.child_view.strip(),
            until=until,
        )
        work.session.add(override)
        make_task(around, work.session, TaskKind.OVERRIDE_ASKED, about_case_for_supervisor(work.session, case))
        _audit(around, work.session, person, case, "override:asked", override)
        work.commit()


def decide_override(around: Surroundings, person: Person, code: str, override_id: uuid.UUID, word: SecondWord) -> None:
    """The second person decides; approved, the family may be reached until its last day and the child is told why.

    Raises NotFound, NotAllowed for whoever asked or may not approve, StaleStep when it was decided, BadInput without
    reasons, and when its last day has passed meanwhile.
    """
    with around.database.unit_of_work() as work:
        case = _lock_case(work.session, person, code)
        override = _find(work.session, case, override_id)
        if not may_decide_override(person, _anchor(case), override.asked_by_id):
            raise NotAllowed("a supervisor of the team decides this, and never whoever asked")
        if override.decided_at is not None or override.ended_at is not None:
            raise StaleStep("this was decided already")
        _check_word(around, override, word)
        override.decided_at, override.decided_by_id = around.now(), person.id
        override.is_approved, override.decision_words = word.is_approved, word.words.strip()
        if word.is_approved:
            wake_follow_up(around, work.session, case)
        _settle(around, work.session, person, case, TaskKind.OVERRIDE_ASKED)
        told = TaskKind.CHILD_TO_TELL if word.is_approved else TaskKind.OVERRIDE_DECLINED
        make_task(around, work.session, told, about_case(case))
        act = "override:approved" if word.is_approved else "override:declined"
        _audit(around, work.session, person, case, act, override)
        work.commit()


def end_override(around: Surroundings, person: Person, code: str, override_id: uuid.UUID) -> None:
    """Take back a wish, or stop a decision before its last day: whoever sees the case may. Ended twice is once."""
    with around.database.unit_of_work() as work:
        case = _lock_case(work.session, person, code)
        override = _find(work.session, case, override_id)
        if override.ended_at is not None or override.is_approved is False:
            return
        _end(around, work.session, case, override, person.id)
        _settle(around, work.session, person, case, TaskKind.OVERRIDE_ASKED)
        _audit(around, work.session, person, case, "override:ended", override)
        work.commit()


def tell_child(around: Surroundings, person: Person, code: str, override_id: uuid.UUID, told: ChildTold) -> None:
    """Keep that the child was told why it was decided against their no, or why that was not safe (INC-05).

    Raises NotFound, NotAllowed for anybody but the case's caseworker, StaleStep for what nobody approved, BadInput when
    neither or both are given, or for a day to come.
    """
    with around.database.unit_of_work() as work:
        case = _lock_case(work.session, person, code)
        override = _find(work.session, case, override_id)
        if not may_work_case(person, _anchor(case)):
            raise NotAllowed("the case's own caseworker tells the child")
        if not override.is_approved:
            raise StaleStep("nothing was decided against their no")
        _check_told(around, told)
        override.told_on, override.not_told_because = told.told_on, told.not_told_because.strip() or None
        _settle(around, work.session, person, case, TaskKind.CHILD_TO_TELL)
        act = "override:told" if told.told_on is not None else "override:not_told"
        _audit(around, work.session, person, case, act, override)
        work.commit()


def end_what_ran_out(around: Surroundings) -> int:
    """End the decisions whose last day has passed, so that nobody calls on their ground, and have it decided anew.

    Returns how many. Run twice, the second finds none.
    """
    with around.database.unit_of_work() as work:
        over = list_overrides_that_ran_out(work.session, around.today(), around.policy.tasks.sweep_limit)
        for override in over:
            case = get_case(work.session, override.case_id)
            _end(around, work.session, case, override, None)
            if read_consent(find_consent(work.session, case.id)).is_withdrawn:
                about = about_case_for_supervisor(work.session, case)
                make_task(around, work.session, TaskKind.CONSENT_WITHDRAWN, about)
        if over:
            work.commit()
        return len(over)


def _end(
    around: Surroundings, session: Session, case: CaseFile, override: ContactOverride, by_id: uuid.UUID | None
) -> None:
    override.ended_at, override.ended_by_id = around.now(), by_id
    if override.is_approved and read_consent(find_consent(session, case.id)).is_withdrawn:
        rest_follow_up(session, case)


def _check_word(around: Surroundings, override: ContactOverride, word: SecondWord) -> None:
    faults = []
    if not word.words.strip():
        faults.append(Fault("words", "write why you decide so"))
    if word.is_approved and override.until < around.today():
        faults.append(Fault("until", "its last day has passed: it has to be asked for again"))
    if faults:
        raise BadInput(*faults)


def _check_told(around: Surroundings, told: ChildTold) -> None:
    if (told.told_on is None) == (not told.not_told_because.strip()):
        raise BadInput(Fault("told_on", "give the day on which the child was told, or why it was not safe to tell"))
    if told.told_on is not None and told.told_on > around.today():
        raise BadInput(Fault("told_on", "must not lie ahead"))


def _lock_case(session: Session, person: Person, code: str) -> CaseFile:
    found = find_case_for(session, person, code)
    if found is None:
        raise NotFound
    return lock_case(session, found.id)


def _find(session: Session, case: CaseFile, override_id: uuid.UUID) -> ContactOverride:
    override = lock_override(session, case.id, override_id)
    if override is None:
        raise NotFound
    return override


def _anchor(case: CaseFile) -> CaseAnchor:
    return CaseAnchor(case.caseworker_id, case.team_id)


def _settle(around: Surroundings, session: Session, person: Person, case: CaseFile, kind: TaskKind) -> None:
    """The duty of which this was the doing is done."""
    for task in list_all_open_tasks_of_case(session, case.id):
        if task.kind is kind:
            task.done_at, task.done_by_id = around.now(), person.id


def _audit(
    around: Surroundings,
    session: Session,
    person: Person,
    case: CaseFile,
    act: str,
    override: ContactOverride,
) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="case",
        subject_id=case.id,
        override=str(override.id),
    )
