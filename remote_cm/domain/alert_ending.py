"""Who may end an alert and what must be said then: an end is always a person's decision and never the clock's (N27)."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from uuid import UUID

from remote_cm.domain.escalation import LadderState
from remote_cm.domain.vocabulary import LadderName, StaffRole


class EndFault(StrEnum):
    """Why an alert may not be ended in this way."""

    NOT_YOUR_PART = "not_your_part"
    NOT_FOR_YOU = "not_for_you"
    OUTCOME_MISSING = "outcome_missing"
    NEXT_CONTACT_MISSING = "next_contact_missing"
    ALREADY_ENDED = "already_ended"


@dataclass(frozen=True)
class Ending:
    """A wish to end an alert: by whom, with what outcome in words, and when the child is contacted next."""

    staff_id: UUID
    role: StaffRole
    outcome: str
    next_contact_on: date | None


_ENDED_BY: Mapping[LadderName, frozenset[StaffRole]] = {
    LadderName.E0: frozenset({StaffRole.SUPERVISOR}),
    LadderName.E0_UNKNOWN_SENDER: frozenset({StaffRole.SUPERVISOR}),
    LadderName.E0_WITHOUT_LINE: frozenset({StaffRole.SUPERVISOR, StaffRole.SAFEGUARDING}),
    LadderName.HELP: frozenset({StaffRole.SUPERVISOR}),
}


def may_end(name: LadderName, role: StaffRole, *, is_holder: bool) -> bool:
    """True when this role ends alerts of this ladder (§6.2): a supervisor, safeguarding where the line is left out.

    A call for help may also be ended by whoever holds it.
    """
    return role in _ENDED_BY[name] or (name is LadderName.HELP and is_holder)


def decide_end(state: LadderState, ending: Ending, avoid: frozenset[UUID]) -> tuple[EndFault, ...]:
    """Every reason why this person may not end the alert in this way; none means that they may.

    Nothing but a person's decision with an outcome and a next contact date ends an alert: no time-out, no count of
    rounds, and never the person who is accused (N27).
    """
    is_holder = state.holder == ending.staff_id
    faults = {
        EndFault.ALREADY_ENDED: state.is_ended,
        EndFault.NOT_FOR_YOU: ending.staff_id in avoid,
        EndFault.NOT_YOUR_PART: not may_end(state.name, ending.role, is_holder=is_holder),
        EndFault.OUTCOME_MISSING: not ending.outcome.strip(),
        EndFault.NEXT_CONTACT_MISSING: ending.next_contact_on is None,
    }
    return tuple(fault for fault, holds in faults.items() if holds)
