"""Rings a family by hand that agreed to the bridge, because the bridge did not do: with a reason that is kept."""

import uuid
from enum import StrEnum

from remote_cm.domain.access import Person
from remote_cm.services.attempt_contact import ShownNumber, attempt_contact
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry


class HandReason(StrEnum):
    """Why the number is shown although the line could ring it."""

    BRIDGE_FAILED = "bridge_failed"
    BAD_LINE = "bad_line"
    THEY_ASKED = "they_asked"
    NO_PHONE_HERE = "no_phone_here"


def ring_by_hand_after_all(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID, self_checks: frozenset[str], reason: HandReason
) -> ShownNumber:
    """Show the number once, as ``attempt_contact`` does and raising what it raises, and keep the reason."""
    shown = attempt_contact(around, person, follow_up_id, self_checks)
    with around.database.unit_of_work() as work:
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="bridge:passed_over",
            subject_kind="attempt",
            subject_id=shown.attempt_id,
            reason=reason.value,
        )
        work.commit()
    return shown
