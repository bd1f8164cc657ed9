"""Which contacts are a conversation that the cadence counts, and what the next call to a high case must still bring."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.vocabulary import AnswerCode, ContactRole, RiskLevel

ANSWERED = frozenset({AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED})

DIRECT_ROLES = frozenset({ContactRole.CHILD, ContactRole.CAREGIVER})

WEEK = timedelta(days=7)


class ContactKind(StrEnum):
    """What came of reaching out."""

    CONVERSATION = "conversation"
    VISIT = "visit"
    NO_ANSWER = "no_answer"
    WRONG_PERSON = "wrong_person"
    TEXT = "text"
    VOLUNTEER_REPORT = "volunteer_report"


class CallNeed(StrEnum):
    """What the next call to a high case must bring, because the week lacks it."""

    OWN_CASEWORKER = "own_caseworker"
    CHILD_HEARD = "child_heard"


@dataclass(frozen=True)
class ContactHeld:
    """One contact that took place; ``safety_codes`` are the answers to the items of D1, ``spoke_with`` None: nobody.

    ``has_reason_for_no_answers``: no domain was answered at all, and why is written down (MON-09).
    """

    held_at: datetime
    kind: ContactKind
    spoke_with: ContactRole | None
    person_of_concern: bool
    safety_codes: tuple[AnswerCode, ...]
    by_own_caseworker: bool
    child_heard: bool
    has_reason_for_no_answers: bool = False


def is_contact_only(codes: Iterable[AnswerCode]) -> bool:
    """True for a contact in which no domain was answered: it is kept as such, and covers nothing (MON-09)."""
    return not any(code in ANSWERED for code in codes)


def counts_for_cadence(contact: ContactHeld) -> bool:
    """Whether a contact is one that the cadence asks for (cadence §4.2).

    A visit counts, and so does direct talk with the child or a safe caregiver in which safety was at least touched, or
    in which nothing at all was asked for a reason that is written down (MON-09). Never counted: no answer, the wrong
    person, a text, a person of concern, a volunteer's report.
    """
    if contact.person_of_concern:
        return False
    if contact.kind is ContactKind.VISIT:
        return True
    if contact.kind is not ContactKind.CONVERSATION or contact.spoke_with not in DIRECT_ROLES:
        return False
    return contact.has_reason_for_no_answers or not is_contact_only(contact.safety_codes)


def next_call_needs(
    level: RiskLevel, contacts: Iterable[ContactHeld], due_by: datetime, *, child_may_be_heard: bool
) -> tuple[CallNeed, ...]:
    """What the call that is due by then must bring, so that the seven days up to it are whole (cadence §4.2).

    Only for high cases: once a week the caseworker's own contact and, where age and safety allow, the child's voice.
    """
    if level is not RiskLevel.HIGH:
        return ()
    week = [one for one in contacts if counts_for_cadence(one) and due_by - WEEK < one.held_at <= due_by]
    needs = []
    if not any(one.by_own_caseworker for one in week):
        needs.append(CallNeed.OWN_CASEWORKER)
    if child_may_be_heard and not any(one.child_heard for one in week):
        needs.append(CallNeed.CHILD_HEARD)
    return tuple(needs)
