"""Whose yes is needed, what is explained before it, and what it covers, by the age of the child (002 step 1 table)."""

from collections.abc import Collection
from enum import StrEnum

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import AgeBand, Track


class ConsentKind(StrEnum):
    """What a yes counts as."""

    CONSENT = "consent"
    """A grown-up's, or a child's of fifteen and more."""

    ASSENT = "assent"
    """A younger child's own yes beside the caregiver's."""

    CHILD_ASSENT_CAREGIVER_EXCLUDED = "child_assent_caregiver_excluded"
    """The child's alone, because the caregiver is part of the harm; the supervisor is told (CALL-15)."""


class ExplainedPoint(StrEnum):
    """What is explained before a yes counts (002 step 1, six points)."""

    PROCESS = "process"
    ORGANISATION_AND_COMPLAINTS = "organisation_and_complaints"
    WHY_NOTES = "why_notes"
    PROTECTION_AND_SHARING = "protection_and_sharing"
    EXCEPTIONS_AND_DUTY = "exceptions_and_duty"
    RIGHTS = "rights"


class ConsentItem(StrEnum):
    """What a yes is given to, each by itself: four items, and the remote ones (CALL-12)."""

    TAKE_PART = "take_part"
    KEEP_DATA = "keep_data"
    SHARE_FOR_SERVICES = "share_for_services"
    TRACING = "tracing"
    BY_CALL = "by_call"
    BY_TEXT = "by_text"
    BY_MISSED_CALL = "by_missed_call"
    BY_VOLUNTEER = "by_volunteer"


def decide_consent_kind(band: AgeBand, track: Track, *, caregiver_is_person_of_concern: bool) -> ConsentKind | None:
    """What this listener's yes counts as; None for a child under six, who is not asked (002 step 1 table)."""
    if track is Track.CAREGIVER:
        return ConsentKind.CONSENT
    if band is AgeBand.A:
        return None
    if caregiver_is_person_of_concern:
        return ConsentKind.CHILD_ASSENT_CAREGIVER_EXCLUDED
    return ConsentKind.CONSENT if band is AgeBand.D else ConsentKind.ASSENT


def needed_consents(band: AgeBand, *, caregiver_is_person_of_concern: bool) -> frozenset[Track]:
    """Whose yes together makes a consent complete.

    Under six the caregiver's, from six to fourteen the caregiver's and the child's, from fifteen the child's alone
    (002 step 1 table); the child's alone too where the caregiver is part of the harm (CALL-15).
    """
    if band is AgeBand.A:
        return frozenset({Track.CAREGIVER})
    if caregiver_is_person_of_concern or band is AgeBand.D:
        return frozenset({Track.CHILD})
    return frozenset(Track)


def points_to_explain(*, is_first: bool) -> tuple[ExplainedPoint, ...]:
    """What must have been explained: everything before a first yes, later at least where secrecy ends (CALL-17)."""
    return tuple(ExplainedPoint) if is_first else (ExplainedPoint.EXCEPTIONS_AND_DUTY,)


def check_consent(explained: Collection[ExplainedPoint], agreed: Collection[ConsentItem], *, is_first: bool) -> None:
    """See to it that a yes may be written down: all explained that has to be, and taking part agreed (CALL-11).

    Any other item may be declined, which is respected. Raises BadInput with every fault.
    """
    missing = [point for point in points_to_explain(is_first=is_first) if point not in explained]
    faults = [Fault(point, "explain this and tick it before a yes is written down") for point in missing]
    if ConsentItem.TAKE_PART not in agreed:
        declined = "without this there is no call: answer no at the step of the opening, and end kindly"
        faults.append(Fault(ConsentItem.TAKE_PART, declined))
    if faults:
        raise BadInput(*faults)
