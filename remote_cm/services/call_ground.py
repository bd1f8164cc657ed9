"""What every step of a call stands on: the follow-up, its case and contact, and that this person may work them."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.call_gates import GateAnswer, GatesDecision, decide_gates
from remote_cm.domain.call_script import GateKind
from remote_cm.domain.closed_hours import keep_closed_hours
from remote_cm.domain.next_question import AnswerGiven, TalkFacts
from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.domain.safe_window import windows_between
from remote_cm.domain.safety_gate import (
    ContactRequest,
    GateConsent,
    GateContact,
    GateDecision,
    decide_contact,
)
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole, ScriptDomain, Track
from remote_cm.services.safe_times import safe_times_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.calls import (
    count_tries,
    find_open_conversation,
    lock_conversation,
)
from remote_cm.storage.cases import (
    find_follow_up_for,
    is_blocked_by_unsafe_end,
)
from remote_cm.storage.database import Session
from remote_cm.storage.people import get_camp, get_staff
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact, FollowUp


@dataclass(frozen=True)
class CallGround:
    """One follow-up with its case and the contact it is meant for, None when nobody of the family may be called."""

    follow_up: FollowUp
    case: CaseFile
    contact: Contact | None
    consent: Consent | None


def find_ground(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    """The ground of a call. Raises NotFound when it does not exist for this person."""
    found = find_follow_up_for(session, person, follow_up_id)
    if found is None:
        raise NotFound
    return CallGround(*found)


def find_ground_to_work(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    """The same for whoever calls: raises NotAllowed for a supervisor, who reads and does not call, and StaleStep
    when met.
    """
    ground = find_ground(session, person, follow_up_id)
    if not may_work_case(person, CaseAnchor(ground.case.caseworker_id, ground.case.team_id)):
        raise NotAllowed("only the case's own caseworker makes its calls")
    if ground.follow_up.state.is_final:
        raise StaleStep("this follow-up has been met")
    return ground


def find_talk(session: Session, person: Person, follow_up_id: uuid.UUID) -> tuple[CallGround, Conversation]:
    """The ground and the conversation that is going on, locked. Raises StaleStep when none is."""
    ground = find_ground_to_work(session, person, follow_up_id)
    talk = find_open_conversation(session, follow_up_id)
    if talk is None:
        raise StaleStep("this conversation has been ended")
    talk = lock_conversation(session, talk.id)
    if talk.ended_at is not None:
        raise StaleStep("this conversation has been ended")
    return ground, talk


def ask_gate(
    around: Surroundings, session: Session, ground: CallGround, contact: Contact, purpose: ContactPurpose
) -> GateDecision:
    """Ask the safety gate about ringing this contact by hand, now."""
    now = around.now()
    consent = ground.consent
    midnight = datetime.combine(now.astimezone(around.zone).date(), time(), around.zone)
    tries = count_tries(session, contact.id, midnight, _window_since(around, contact, midnight))
    decision = decide_contact(
        ContactRequest(
            at=now,
            channel=Channel.CALL,
            purpose=purpose,
            contact=GateContact(
                role=contact.role,
                is_person_of_concern=contact.is_person_of_concern,
                verified_on=contact.verified_on,
                safe_windows=contact.safe_windows,
                has_agreed_to_texts=contact.has_agreed_to_texts,
                has_agreed_to_bridge=contact.has_agreed_to_bridge,
                has_opted_out=contact.opted_out_at is not None,
            ),
            consent=GateConsent(
                is_given=consent is not None and consent.is_given,
                valid_until=consent.valid_until if consent else None,
                is_withdrawn=consent is not None and consent.withdrawn_at is not None,
            ),
            has_unsafe_end=is_blocked_by_unsafe_end(session, ground.case.id),
            attempts_today=tries.made,
            rings_in_window=tries.rang_out,
        ),
        around.policy.safety_gate,
        around.zone,
    )
    times = safe_times_of(around, contact, get_camp(session, ground.case.camp_id).code)
    return keep_closed_hours(decision, now, times, around.policy.cadence.day_plan.late_search_days)


def _window_since(around: Surroundings, contact: Contact, midnight: datetime) -> datetime:
    """When the safe window that is open now began, windows that meet being one; midnight while none is open.

    The hours in which a follow-up was planned may lie days away from those in which it is tried.
    """
    just_after = around.now() + timedelta(microseconds=1)
    since = just_after
    for period in reversed(list(windows_between(contact.safe_windows, midnight, just_after, around.zone))):
        if period.ends >= since:
            since = min(since, period.starts)
    return midnight if since == just_after else since


def gate_answers(around: Surroundings, talk: Conversation) -> Mapping[GateKind, GateAnswer]:
    """What was heard at the opening so far, by gate."""
    kinds = {step.id: step.gate for step in around.script.opening}
    return {kinds[step_id]: GateAnswer(answer) for step_id, answer in talk.gates.items() if step_id in kinds}


def read_gates(around: Surroundings, talk: Conversation) -> GatesDecision:
    """Whether the questions are locked, open, or not to be asked at all."""
    return decide_gates(gate_answers(around, talk))


def talk_facts(session: Session, ground: CallGround, talk: Conversation) -> TalkFacts:
    """Who talks with whom, as far as it decides what may be asked."""
    return TalkFacts(
        track=talk.track,
        band=ground.case.age_band,
        is_private=talk.is_private is True,
        is_person_of_concern=ground.contact is not None and ground.contact.is_person_of_concern,
        is_girl=ground.case.sex == "female",
        is_asked_by_woman=get_staff(session, talk.caseworker_id).sex == "female",
        is_asked_by_volunteer=False,
        has_disability=ground.case.has_disability,
        has_known_threat=False,
        has_history=ground.case.has_self_harm_history,
        is_hinted=False,
        missed_before=frozenset(ScriptDomain(domain) for domain in ground.follow_up.begin_with),
    )


def given(answers: Sequence[Answer]) -> list[AnswerGiven]:
    """Saved answers as the rules read them."""
    return [AnswerGiven(answer.item_id, answer.track, answer.code) for answer in answers]


def track_of(contact: Contact) -> Track:
    """With the child the child's words, with any grown-up the caregiver's."""
    return Track.CHILD if contact.role is ContactRole.CHILD else Track.CAREGIVER
