"""Opening a case: what has to be known, that the child is not known already, and that somebody can carry it.

Protection never waits for it: an urgent child is registered although the caseload is full (N39, ESC-04).
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import AgeBand, RiskLevel

SHORTEST_IDENTIFIER = 4
SEXES = ("female", "male")


class IdentifierKind(StrEnum):
    """The numbers by which a child is looked for in every system; only their keyed fingerprints are kept (INT-04)."""

    MOHA = "moha"
    PROGRES = "progres"
    FCN = "fcn"


class ReferredBy(StrEnum):
    """Who told us of the child."""

    FAMILY = "family"
    CHILD = "child"
    VOLUNTEER = "volunteer"
    FOCAL_POINT = "focal_point"
    OTHER_SERVICE = "other_service"
    OUR_STAFF = "our_staff"


@dataclass(frozen=True)
class RegistrationPolicy:
    """The times of registration (section ``registration`` of the policy file; RSK-12): hours from the referral."""

    within_hours: Mapping[RiskLevel, int]


@dataclass(frozen=True)
class RegistrationTyped:
    """The whole form. ``concern`` is what was seen or heard; ``has_no_number`` that none is known of the child;
    ``has_no_conflict`` that the caseworker is neither kin nor of the network of anybody involved (ROLE-12).
    """

    form_id: UUID
    caseworker: str
    camp: str
    band: AgeBand
    sex: str
    language: str
    has_disability: bool
    level: RiskLevel
    is_urgent: bool
    referred_by: ReferredBy
    referred_at: datetime | None
    concern: str = field(repr=False)
    identifiers: Mapping[IdentifierKind, str] = field(repr=False)
    has_no_number: bool
    has_no_conflict: bool


def check_registration(typed: RegistrationTyped, now: datetime) -> Mapping[IdentifierKind, str]:
    """See to it that everything is there; returns the identifiers as they are compared. Raises BadInput."""
    faults = []
    if typed.sex not in SEXES:
        faults.append(Fault("sex", "choose girl or boy"))
    if typed.level is RiskLevel.IMMEDIATE:
        faults.append(Fault("level", "a case is high, medium or low: for danger now press Danger"))
    if typed.referred_at is None or typed.referred_at > now:
        faults.append(Fault("referred_on", "give the day and hour at which we heard of the child, not in the future"))
    if not typed.concern.strip():
        faults.append(Fault("concern", "write what was seen or heard, without names"))
    if not typed.has_no_conflict:
        faults.append(Fault("has_no_conflict", "make sure of it and tick it, or choose another caseworker"))
    given = {kind: plain_identifier(text) for kind, text in typed.identifiers.items() if text.strip()}
    for kind, text in given.items():
        if len(text) < SHORTEST_IDENTIFIER:
            faults.append(Fault(kind, "this is too short for such a number: write it as on the card"))
    if not given and not typed.has_no_number:
        faults.append(Fault("identifiers", "write one of the numbers, or tick that none is known"))
    if faults:
        raise BadInput(*faults)
    return given


def plain_identifier(typed: str) -> str:
    """A number as it is compared: letters and digits only, whatever stands between them, in whatever digits."""
    signs = unicodedata.normalize("NFKC", typed).casefold()
    return "".join(str(unicodedata.digit(sign, sign)) for sign in signs if sign.isalnum())


def registration_due_at(referred_at: datetime, level: RiskLevel, policy: RegistrationPolicy) -> datetime:
    """By when a child has to be registered after the referral (RSK-12)."""
    return referred_at + timedelta(hours=policy.within_hours[level])
