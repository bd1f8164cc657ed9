"""A caseworker begins a try: the gate is asked again at the moment of acting and the try is written down; by hand the
number is shown once.
"""

import uuid
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import BadInput, Fault, GateClosed, NotAllowed, StaleStep
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole
from remote_cm.services.call_ground import CallGround, ask_gate, find_ground_to_work
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, find_open_conversation
from remote_cm.storage.cases import lock_case
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.calls import Attempt
from remote_cm.storage.tables.cases import Contact

#: What the caller makes sure of before ringing (monitoring script §2.1, CALL-08, CALL-09, N10).
SELF_CHECKS = ("alone", "headset", "plan_read")


class HandReason(StrEnum):
    """Why the number is shown although the line could ring it."""

    BRIDGE_FAILED = "bridge_failed"
    BAD_LINE = "bad_line"
    THEY_ASKED = "they_asked"
    NO_PHONE_HERE = "no_phone_here"


@dataclass(frozen=True)
class ShownNumber:
    """The number, for one page and one pair of eyes; never stored with the attempt, never in an address or a log.

    No name stands beside it: nobody is asked for by name before they have shown who they are (N6).
    """

    attempt_id: uuid.UUID
    phone_number: str = field(repr=False)
    case_code: str
    role: ContactRole
    cover_topic: str | None = field(repr=False)
    shown_at: datetime


def attempt_contact(
    around: Surroundings,
    person: Person,
    follow_up_id: uuid.UUID,
    self_checks: frozenset[str],
    reason: HandReason | None = None,
) -> ShownNumber:
    """Claim one attempt and show its number once.

    Where the bridge is the agreed way, ``reason`` says why it is rung by hand all the same, and is kept (N31). Raises
    NotFound, NotAllowed, StaleStep when an attempt is open already, BadInput when a self-check or that reason is
    missing, and GateClosed with every reason when the contact may not be rung now.
    """
    with around.database.unit_of_work() as work:
        claimed = claim_attempt(around, work, person, follow_up_id, self_checks, Channel.CALL)
        if _is_rung_over_the_bridge(work, person, claimed.contact):
            _pass_over_the_bridge(around, work, person, claimed.attempt, reason)
        shown = _show(around, work, person, claimed)
        work.commit()
    return shown


@dataclass(frozen=True)
class ClaimedAttempt:
    """A try that is written down and not made yet, with whom it is to reach."""

    ground: CallGround
    contact: Contact
    attempt: Attempt


def claim_attempt(
    around: Surroundings,
    work: UnitOfWork,
    person: Person,
    follow_up_id: uuid.UUID,
    self_checks: frozenset[str],
    channel: Channel,
) -> ClaimedAttempt:
    """Ask the gate about this channel and write the try down; raises as ``attempt_contact``. The caller commits."""
    missing = [check for check in SELF_CHECKS if check not in self_checks]
    if missing:
        raise BadInput(*(Fault(check, "please make sure of this before you ring") for check in missing))
    ground = find_ground_to_work(work.session, person, follow_up_id)
    lock_case(work.session, ground.case.id)
    if find_open_attempt(work.session, follow_up_id) or find_open_conversation(work.session, follow_up_id):
        raise StaleStep("a call is open already: record how it went first")
    contact = _contact(ground)
    decision = ask_gate(around, work.session, ground, contact, ContactPurpose.FOLLOW_UP, channel)
    if not decision.allowed:
        raise GateClosed(tuple(reason.value for reason in decision.reasons), decision.next_allowed_at)
    attempt = Attempt(
        id=uuid.uuid4(),
        follow_up_id=ground.follow_up.id,
        case_id=ground.case.id,
        contact_id=contact.id,
        caseworker_id=person.id,
        channel=channel,
        claimed_at=around.now(),
    )
    work.session.add(attempt)
    return ClaimedAttempt(ground, contact, attempt)


def _contact(ground: CallGround) -> Contact:
    if ground.contact is None or ground.contact.phone_number is None:
        raise NotAllowed("nobody in this contact plan may be rung; agree another way with the supervisor")
    return ground.contact


def _is_rung_over_the_bridge(work: UnitOfWork, person: Person, contact: Contact) -> bool:
    """As the page offers it: to a family that agreed, from a phone of one's own."""
    return contact.has_agreed_to_bridge and get_staff(work.session, person.id).phone_number is not None


def _pass_over_the_bridge(
    around: Surroundings, work: UnitOfWork, person: Person, attempt: Attempt, reason: HandReason | None
) -> None:
    if reason is None:
        raise BadInput(Fault("reason", "say why you ring by hand: this family is rung over the line"))
    add_audit_entry(
        work.session,
        at=around.now(),
        actor_id=person.id,
        act="bridge:passed_over",
        subject_kind="attempt",
        subject_id=attempt.id,
        reason=reason.value,
    )


def _show(around: Surroundings, work: UnitOfWork, person: Person, claimed: ClaimedAttempt) -> ShownNumber:
    now, contact = around.now(), claimed.contact
    claimed.attempt.number_shown_at = now
    add_audit_entry(
        work.session,
        at=now,
        actor_id=person.id,
        act="number:shown",
        subject_kind="contact",
        subject_id=contact.id,
    )
    return ShownNumber(
        attempt_id=claimed.attempt.id,
        phone_number=contact.phone_number or "",
        case_code=claimed.ground.case.code,
        role=contact.role,
        cover_topic=contact.cover_topic,
        shown_at=now,
    )
