"""What every step of a call stands on: the follow-up, its case and contact, and that this person may work them."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from remote_cm.domain.access import CaseAnchor, FollowUpAnchor, Person, may_work_follow_up
from remote_cm.domain.closed_hours import keep_closed_hours
from remote_cm.domain.next_question import AnswerGiven
from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.domain.safe_window import windows_between
from remote_cm.domain.safety_gate import (
    ContactRequest,
    GateContact,
    GateDecision,
    decide_contact,
)
from remote_cm.domain.turn import track_of_role
from remote_cm.domain.vocabulary import Channel, ContactPurpose, Track
from remote_cm.services.consent_in_force import read_consent_now
from remote_cm.services.line_drop_gate import keep_line_drop
from remote_cm.services.safe_times import safe_times_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.calls import find_open_conversation, lock_conversation
from remote_cm.storage.contact_past import read_contact_past
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Attempt, AttemptOutcome, Conversation
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact, FollowUp
from remote_cm.storage.tables.people import Camp
from remote_cm.storage.whole_case import find_follow_up_for


@dataclass(frozen=True)
class CallGround:
    """One follow-up with its case and the contact it is meant for, None when nobody of the family may be called.

    ``family`` is everybody in the contact plan, by role; ``is_theirs_to_settle`` tells that a talk that this person had
    for it waits for its notes and actions.
    """

    follow_up: FollowUp
    case: CaseFile
    camp: Camp
    contact: Contact | None
    family: tuple[Contact, ...]
    consent: Consent | None
    is_theirs_to_settle: bool

    def rung(self, talk: Conversation) -> Contact:
        """Whoever of the family was rung for this talk."""
        return next(one for one in self.family if one.id == talk.contact_id)


def find_ground(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    """The ground of a call. Raises NotFound when it does not exist for this person."""
    found = find_follow_up_for(session, person, follow_up_id)
    if found is None:
        raise NotFound
    return CallGround(
        follow_up=found.follow_up,
        case=found.case,
        camp=found.camp,
        contact=next((one for one in found.family if one.id == found.follow_up.contact_id), None),
        family=found.family,
        consent=found.consent,
        is_theirs_to_settle=found.is_theirs_to_settle,
    )


def find_ground_to_work(session: Session, person: Person, follow_up_id: uuid.UUID) -> CallGround:
    """The same for whoever calls: raises NotAllowed for a supervisor, who reads and does not call, and StaleStep
    when met.
    """
    ground = find_ground(session, person, follow_up_id)
    if not may_work(person, ground):
        raise NotAllowed("only the case's own caseworker makes its calls, or who took this one over")
    if ground.follow_up.state.is_final:
        raise StaleStep("this follow-up has been met")
    return ground


def may_work(person: Person, ground: CallGround) -> bool:
    """Whether this call is theirs: the case's caseworker's, or the back-up's who took it over (script §2.14 G)."""
    case, follow_up = ground.case, ground.follow_up
    anchor = FollowUpAnchor(
        case=CaseAnchor(case.caseworker_id, case.team_id),
        holder_id=follow_up.caseworker_id,
        is_owed=not follow_up.state.is_final,
        is_theirs_to_settle=ground.is_theirs_to_settle,
    )
    return may_work_follow_up(person, anchor)


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


def check_track(talk: Conversation, track: Track | None) -> None:
    """See to it that this listener has the phone; None is whoever has it. Raises StaleStep when it was passed on."""
    if track is not None and track is not talk.track:
        raise StaleStep("the phone has been passed on")


def ask_gate(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    contact: Contact,
    purpose: ContactPurpose,
    channel: Channel = Channel.CALL,
    apart_from: Attempt | None = None,
) -> GateDecision:
    """Ask the safety gate about ringing this contact now, by hand unless another channel is named.

    ``apart_from`` is a try that is being made already and asks again: it does not count against itself.
    """
    now = around.now()
    midnight = datetime.combine(now.astimezone(around.zone).date(), time(), around.zone)
    window_since = _window_since(around, contact, midnight)
    trying = apart_from.id if apart_from is not None else None
    past = read_contact_past(session, contact, min(midnight, window_since), trying)
    decision = decide_contact(
        ContactRequest(
            at=now,
            channel=channel,
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
            consent=read_consent_now(around, session, ground.case.id, ground.consent),
            has_unsafe_end=past.has_unsafe_end,
            attempts_today=sum(one.at >= midnight for one in past.tries),
            rings_in_window=sum(
                one.at >= window_since and one.outcome is AttemptOutcome.NO_ANSWER for one in past.tries
            ),
        ),
        around.policy.safety_gate,
        around.zone,
    )
    times = safe_times_of(around, contact, ground.camp.code)
    decision = keep_closed_hours(decision, now, times, around.policy.cadence.day_plan.late_search_days)
    return keep_line_drop(around, contact, decision, times, past, window_since)


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


def given(answers: Sequence[Answer]) -> list[AnswerGiven]:
    """Saved answers as the rules read them."""
    return [AnswerGiven(answer.item_id, answer.track, answer.code) for answer in answers]


def track_of(contact: Contact) -> Track:
    """Whose words a call to this contact begins with."""
    return track_of_role(contact.role)
