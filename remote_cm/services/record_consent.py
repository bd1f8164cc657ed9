"""Writes down a spoken yes: who gave it, what was explained before, what it covers, and until when."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateAnswer, may_answer_step
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.consent import (
    ConsentItem,
    ConsentKind,
    ExplainedPoint,
    check_consent,
    decide_consent_kind,
    needed_consents,
)
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import ContactRole, Interpreter, Track
from remote_cm.services.call_ground import CallGround, find_talk
from remote_cm.services.call_turns import current_turn, has_caregiver_of_concern, opening_steps, step_of
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.tell_supervisor import tell_supervisor
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import find_consent, get_contact, list_contacts
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import ConsentRecord, Conversation, Turn
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact
from remote_cm.storage.turns import list_consent_records

MAY_AGREE = (ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT)
"""Whose yes can be one: the family's. Nobody else agrees for them."""


@dataclass(frozen=True)
class ConsentGiven:
    """One person's yes: what was explained, and what they agreed to; an item that is not in ``agreed`` was declined.

    ``interpreter`` has no child and no relative of a person of concern to choose from (N13). ``not_to_inform`` is whom
    the family does not want to know of it (CALL-18). ``valid_until`` None means that it lasts (CALL-19).
    """

    given_by: ContactRole
    explained: frozenset[ExplainedPoint]
    agreed: frozenset[ConsentItem]
    interpreter: Interpreter = Interpreter.NONE
    not_to_inform: str = field(default="", repr=False)
    valid_until: date | None = None


def record_consent(around: Surroundings, person: Person, follow_up_id: uuid.UUID, consent: ConsentGiven) -> None:
    """Keep this yes and open the questions with it. The same yes again changes nothing; another stands beside it.

    Raises NotFound, StaleStep, NotAllowed before the steps that come first, and BadInput when something was not
    explained, taking part was not agreed, or it is not this listener's yes.
    """
    with around.database.unit_of_work() as work:
        session = work.session
        ground, talk = find_talk(session, person, follow_up_id)
        turn = current_turn(session, talk)
        before = list_records_that_count(session, ground)
        listener = listener_of(turn.track, get_contact(session, talk.contact_id).role)
        is_first = is_first_consent(before, turn.track, around.today())
        step = _check(around, turn, consent, listener, is_first=is_first)
        record = _record(around, ground, talk, turn, consent)
        same = next((one for one in before if one.conversation_id == talk.id and one.track is turn.track), None)
        if same is not None and _content(same) == _content(record):
            return
        session.add(record)
        turn.gates = turn.gates | {step: GateAnswer.YES.value}
        turn.consented_at, turn.interpreter = around.now(), consent.interpreter
        _follow_in_the_contact_plan(session, ground, talk, turn, consent)
        _sum_up(session, ground, [record, *before])
        _tell(around, session, ground.case, talk, record, consent)
        add_audit_entry(
            session,
            at=around.now(),
            actor_id=person.id,
            act="consent:recorded",
            subject_kind="conversation",
            subject_id=talk.id,
            given_by=consent.given_by.value,
            track=turn.track.value,
        )
        work.commit()


def list_records_that_count(session: Session, ground: CallGround) -> list[ConsentRecord]:
    """What was agreed to, the newest first; after a no to everything only what came after it (N43)."""
    records = list_consent_records(session, ground.case.id)
    taken_back_at = ground.consent.withdrawn_at if ground.consent is not None else None
    return [one for one in records if taken_back_at is None or one.given_at > taken_back_at]


def is_first_consent(records: Sequence[ConsentRecord], track: Track, today: date) -> bool:
    """Whether no recorded yes of this listener holds, so that everything is explained; ``records`` the newest first."""
    latest = next((record for record in records if record.track is track), None)
    return latest is None or (latest.valid_until is not None and latest.valid_until < today)


def needs_first_consent(around: Surroundings, session: Session, ground: CallGround, track: Track) -> bool:
    """Whether this listener's yes is only taken item by item, through ``record_consent`` (CALL-11, CALL-12).

    A child under six is not asked for one.
    """
    is_excluded = has_caregiver_of_concern(ground.family)
    kind = decide_consent_kind(ground.case.age_band, track, caregiver_is_person_of_concern=is_excluded)
    records = list_records_that_count(session, ground)
    return kind is not None and is_first_consent(records, track, around.today())


def listener_of(track: Track, rung: ContactRole) -> ContactRole:
    """Who has the phone: where it was the child's, the grown-up who was handed it is the caregiver."""
    if track is Track.CHILD:
        return ContactRole.CHILD
    return ContactRole.CAREGIVER if rung is ContactRole.CHILD else rung


def _check(around: Surroundings, turn: Turn, consent: ConsentGiven, listener: ContactRole, *, is_first: bool) -> str:
    """See to it that this yes may be written down now, and return the step of the opening that it answers."""
    step = step_of(around, GateKind.CONSENT)
    if step is None or not may_answer_step(opening_steps(around, turn), turn.gates.keys(), step):
        raise NotAllowed("the steps of the opening come first: the right person, a safe moment, who can hear")
    if consent.given_by not in MAY_AGREE or consent.given_by is not listener:
        raise BadInput(Fault("given_by", "must be the one who is on the phone"))
    if consent.valid_until is not None and consent.valid_until < around.today():
        raise BadInput(Fault("valid_until", "must not have passed; leave it empty when it lasts"))
    check_consent(consent.explained, consent.agreed, is_first=is_first)
    return step


def _record(
    around: Surroundings, ground: CallGround, talk: Conversation, turn: Turn, consent: ConsentGiven
) -> ConsentRecord:
    now, case = around.now(), ground.case
    is_excluded = has_caregiver_of_concern(ground.family)
    kind = decide_consent_kind(case.age_band, turn.track, caregiver_is_person_of_concern=is_excluded)
    if kind is None:
        raise BadInput(Fault("given_by", "a child under six is not asked: the caregiver says yes"))
    return ConsentRecord(
        id=uuid.uuid4(),
        case_id=case.id,
        conversation_id=talk.id,
        track=turn.track,
        given_by=consent.given_by,
        kind=kind,
        given_at=now,
        language=case.language,
        interpreter=consent.interpreter,
        explained={point.value: now.isoformat() for point in ExplainedPoint if point in consent.explained},
        agreed={item.value: "yes" if item in consent.agreed else "no" for item in ConsentItem},
        not_to_inform=consent.not_to_inform.strip() or None,
        valid_until=consent.valid_until,
    )


def _content(record: ConsentRecord) -> tuple[object, ...]:
    return (
        record.given_by,
        record.interpreter,
        frozenset(record.explained),
        record.agreed,
        record.not_to_inform,
        record.valid_until,
    )


def _follow_in_the_contact_plan(
    session: Session, ground: CallGround, talk: Conversation, turn: Turn, consent: ConsentGiven
) -> None:
    """The ways that were agreed to are open, the others closed (N4)."""
    contact = _contact_of(session, ground.case, talk, turn)
    if contact is not None and not contact.is_person_of_concern:
        contact.has_agreed_to_texts = ConsentItem.BY_TEXT in consent.agreed
        contact.has_agreed_to_bridge = ConsentItem.BY_CALL in consent.agreed


def _contact_of(session: Session, case: CaseFile, talk: Conversation, turn: Turn) -> Contact | None:
    """The row of whoever is on the phone: the one who was rung, or the only one of the other role."""
    if not turn.is_handed_over:
        return get_contact(session, talk.contact_id)
    role = ContactRole.CHILD if turn.track is Track.CHILD else ContactRole.CAREGIVER
    of_role = [one for one in list_contacts(session, case.id) if one.role is role]
    return of_role[0] if len(of_role) == 1 else None


def _sum_up(session: Session, ground: CallGround, records: Sequence[ConsentRecord]) -> None:
    """What the case has as a whole, once everybody whose yes is needed has given it; ``records`` are those that count,
    the newest first. With that a no from before it is over.
    """
    case, is_excluded = ground.case, has_caregiver_of_concern(ground.family)
    consent = find_consent(session, case.id)
    needed = needed_consents(case.age_band, caregiver_is_person_of_concern=is_excluded)
    latest = [next((one for one in records if one.track is track), None) for track in sorted(needed)]
    given = [one for one in latest if one is not None]
    if len(given) < len(needed):
        return
    if consent is None:
        consent = Consent(id=uuid.uuid4(), case_id=case.id, is_given=True)
        session.add(consent)
    consent.is_given, consent.withdrawn_at = True, None
    # The grown-up's where one is needed: the tracks stand in the order caregiver, child.
    consent.given_by = given[0].given_by
    consent.given_at = max(one.given_at for one in given)
    consent.valid_until = min((one.valid_until for one in given if one.valid_until is not None), default=None)


def _tell(
    around: Surroundings,
    session: Session,
    case: CaseFile,
    talk: Conversation,
    record: ConsentRecord,
    consent: ConsentGiven,
) -> None:
    if record.kind is ConsentKind.CHILD_ASSENT_CAREGIVER_EXCLUDED:
        tell_supervisor(around, session, case, talk, TaskKind.CAREGIVER_EXCLUDED)
    if ConsentItem.BY_CALL not in consent.agreed:
        about = TaskAbout(
            team_id=case.team_id,
            assignee_id=case.caseworker_id,
            case_id=case.id,
            conversation_id=talk.id,
            level=case.level,
        )
        make_task(around, session, TaskKind.DECLINED_TODAY, about)
