"""Whether somebody may be rung or texted at a moment, every reason why not, and when waiting alone opens the gate.

Two kinds of people stand behind a number. The *family* (the child, the caregiver, the safe adult) has agreed with us
how, when and whether it is reached. *Helpers* (volunteers, focal persons) work with us and have taken on to be reached.

What danger opens, and what it does not (decided by the never rules, because no source grants an exception in words):

===========================  ============================  ======================================================
what says no                 when a child is in danger     why
===========================  ============================  ======================================================
person of concern            holds, for everybody          N5 and N17 know no exception
unsafe end                   holds, for everybody          N8: only a caseworker who chooses a route lifts it
consent withdrawn            holds, unless two people have N43: the approved safety reason is not the gate's to give
                             decided against it
consent missing or expired   opens                         N39: urgent protection never waits for consent paperwork
safe window                  holds for the family,         N9; SMS vocabulary 5.4: the child may sit beside the one
                             opens for helpers             they fear. Danger is when a wrong ring costs most
number not verified          holds for the family,         monitoring script 2.1 step 2 and 2.14 B: an unverified
                             opens for helpers             family number may ring in the wrong hand; neutral hello
                                                           and routes through a helper remain
attempts and rings           hold for the family,          N8 and 2.14 E against 6.9: a helper's debrief rings may
                             open for helpers              not use up the call that their danger text asks for
text or bridge not agreed    holds                         N4 and N9; a call by hand remains
opted out                    holds for texts, calls pass   SMS vocabulary 5.6: STOP ends texts, never help
quiet hours                  open                          N45: "except for E0"
===========================  ============================  ======================================================

*Danger* is the purpose of whatever serves an open alert. A family that cannot be rung in danger is reached by the
indirect route of its contact plan (2.14 A), which is a person's choice and not this gate's.

Quiet hours hold every text and each ring of our own making. They do not hold the ring that a volunteer has asked for: a
missed call at night is answered by who is on call (SMS vocabulary 5.3), and N45 speaks of messages.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum

from remote_cm.domain.safe_window import Period, SafeWindow
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole

FAMILY = frozenset({ContactRole.CHILD, ContactRole.CAREGIVER, ContactRole.SAFE_ADULT})

# Windows, quiet hours and counts all come round within a week; what has not opened by then does not open by waiting.
_DAYS_SEARCHED = 8


class GateReason(StrEnum):
    """Why the gate is closed."""

    PERSON_OF_CONCERN = "person_of_concern"
    UNSAFE_END = "unsafe_end"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    CONSENT_MISSING = "consent_missing"
    CONSENT_EXPIRED = "consent_expired"
    NUMBER_NOT_VERIFIED = "number_not_verified"
    NO_SAFE_WINDOW = "no_safe_window"
    OUTSIDE_SAFE_WINDOW = "outside_safe_window"
    QUIET_HOURS = "quiet_hours"
    TEXT_NOT_AGREED = "text_not_agreed"
    OPTED_OUT = "opted_out"
    BRIDGE_NOT_AGREED = "bridge_not_agreed"
    TOO_MANY_ATTEMPTS = "too_many_attempts"
    TOO_MANY_RINGS = "too_many_rings"
    RING_BACK_SOON = "ring_back_soon"
    RANG_BACK_ONCE = "rang_back_once"
    THEY_RING_US = "they_ring_us"


@dataclass(frozen=True)
class GatePolicy:
    """The gate's numbers. Quiet hours are local and may run over midnight.

    A number counts as verified up to and including ``verified_within_days`` days after it was (2.1 step 2);
    ``attempts_per_day`` and ``rings_per_window`` are the most that may have been made (2.14 E).
    """

    verified_within_days: int
    attempts_per_day: int
    rings_per_window: int
    quiet_from: time
    quiet_until: time

    def is_quiet(self, clock: time) -> bool:
        """True when this local time of day lies in the quiet hours."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= clock < self.quiet_until
        return clock >= self.quiet_from or clock < self.quiet_until


@dataclass(frozen=True)
class GateContact:
    """What the contact plan says of one person. ``has_opted_out`` means that they sent STOP."""

    role: ContactRole
    is_person_of_concern: bool
    verified_on: date | None
    safe_windows: tuple[SafeWindow, ...]
    has_agreed_to_texts: bool
    has_agreed_to_bridge: bool
    has_opted_out: bool


@dataclass(frozen=True)
class GateConsent:
    """What the family has agreed to; ``valid_until`` is the last day on which it holds, None when it has no end.

    ``is_overridden`` while two people have decided that the family is reached against its no (N43).
    """

    is_given: bool
    valid_until: date | None
    is_withdrawn: bool
    is_overridden: bool = False

    def has_ended_by(self, day: date) -> bool:
        """True after its last day."""
        return self.valid_until is not None and day > self.valid_until

    def is_in_force_on(self, day: date) -> bool:
        """True where it was given, stands and has not ended."""
        return self.is_given and not self.is_withdrawn and not self.has_ended_by(day)


@dataclass(frozen=True)
class ContactRequest:
    """One wish to reach one person at an aware moment.

    ``has_unsafe_end`` stays true until a caseworker has chosen a route (N8). ``attempts_today`` counts tries of this
    local day, ``rings_in_window`` those that rang out in the present safe window.
    """

    at: datetime
    channel: Channel
    purpose: ContactPurpose
    contact: GateContact
    consent: GateConsent
    has_unsafe_end: bool
    attempts_today: int
    rings_in_window: int

    @property
    def is_to_family(self) -> bool:
        """True for the child, the caregiver and the safe adult."""
        return self.contact.role in FAMILY

    @property
    def is_danger(self) -> bool:
        """True when this serves an open alert."""
        return self.purpose is ContactPurpose.DANGER

    @property
    def is_danger_to_a_helper(self) -> bool:
        """True when the limits that protect a helper's day give way."""
        return self.is_danger and not self.is_to_family


@dataclass(frozen=True)
class GateDecision:
    """What the gate says. ``next_allowed_at`` is the first moment (UTC) at which nothing but waiting has opened it."""

    allowed: bool
    reasons: tuple[GateReason, ...]
    next_allowed_at: datetime | None


def decide_contact(request: ContactRequest, policy: GatePolicy, zone: tzinfo) -> GateDecision:
    """Say whether this contact may be made at ``request.at``; all reasons against it are named, not only the first.

    ``zone`` is the programme's zone, in which windows, quiet hours and days are meant. When the gate is open
    ``next_allowed_at`` is None, as it is when waiting alone opens nothing.
    """
    reasons = _reasons_at(request.at, request, policy, zone)
    if not reasons:
        return GateDecision(allowed=True, reasons=(), next_allowed_at=None)
    opens = (moment for moment in _turning_points(request, policy, zone) if moment > request.at)
    first = next((moment for moment in opens if not _reasons_at(moment, request, policy, zone)), None)
    return GateDecision(allowed=False, reasons=reasons, next_allowed_at=first)


@dataclass(frozen=True)
class _Moment:
    """The request as it would stand at another moment, if nothing but time had passed."""

    at: datetime
    request: ContactRequest
    policy: GatePolicy
    zone: tzinfo

    @property
    def local(self) -> datetime:
        return self.at.astimezone(self.zone)

    @property
    def is_same_day(self) -> bool:
        return self.local.date() == self.request.at.astimezone(self.zone).date()

    @property
    def windows(self) -> list[Period]:
        return _windows_on(self.local.date(), self.request.contact.safe_windows, self.zone)

    @property
    def is_same_window(self) -> bool:
        if self.at == self.request.at or not self.request.contact.safe_windows:
            return self.is_same_day
        return any(period.holds(self.at) and period.holds(self.request.at) for period in self.windows)


def _reasons_at(moment: datetime, request: ContactRequest, policy: GatePolicy, zone: tzinfo) -> tuple[GateReason, ...]:
    asked = _Moment(moment, request, policy, zone)
    return tuple(reason for reason, says_no in _CHECKS.items() if says_no(asked))


def _is_consent_expired(asked: _Moment) -> bool:
    consent = asked.request.consent
    if asked.request.is_danger or not asked.request.is_to_family or not consent.is_given or consent.is_overridden:
        return False
    return consent.has_ended_by(asked.local.date())


def _is_consent_withdrawn(asked: _Moment) -> bool:
    consent = asked.request.consent
    return asked.request.is_to_family and consent.is_withdrawn and not consent.is_overridden


def _is_consent_missing(asked: _Moment) -> bool:
    consent = asked.request.consent
    if asked.request.is_danger or not asked.request.is_to_family:
        return False
    return not consent.is_given and not consent.is_overridden


def _is_not_verified(asked: _Moment) -> bool:
    if asked.request.is_danger_to_a_helper:
        return False
    verified_on = asked.request.contact.verified_on
    # A day still to come is a slip of the pen, and no proof that the right person holds the phone.
    return verified_on is None or not 0 <= (asked.local.date() - verified_on).days <= asked.policy.verified_within_days


def _is_outside_safe_window(asked: _Moment) -> bool:
    if asked.request.is_danger_to_a_helper or not asked.request.contact.safe_windows:
        return False
    return not any(period.holds(asked.at) for period in asked.windows)


def _is_in_quiet_hours(asked: _Moment) -> bool:
    request = asked.request
    if request.contact.role is not ContactRole.VOLUNTEER or request.is_danger:
        return False
    is_ours = request.channel is Channel.TEXT or request.purpose is ContactPurpose.FOLLOW_UP
    return is_ours and asked.policy.is_quiet(asked.local.time())


def _are_attempts_used_up(asked: _Moment) -> bool:
    used = asked.request.attempts_today >= asked.policy.attempts_per_day
    return used and asked.is_same_day and not asked.request.is_danger_to_a_helper


def _are_rings_used_up(asked: _Moment) -> bool:
    if asked.request.channel is Channel.TEXT or asked.request.is_danger_to_a_helper:
        return False
    return asked.request.rings_in_window >= asked.policy.rings_per_window and asked.is_same_window


_CHECKS: dict[GateReason, Callable[[_Moment], bool]] = {
    GateReason.PERSON_OF_CONCERN: lambda asked: asked.request.contact.is_person_of_concern,
    GateReason.UNSAFE_END: lambda asked: asked.request.has_unsafe_end,
    GateReason.CONSENT_WITHDRAWN: _is_consent_withdrawn,
    GateReason.CONSENT_MISSING: _is_consent_missing,
    GateReason.CONSENT_EXPIRED: _is_consent_expired,
    GateReason.NUMBER_NOT_VERIFIED: _is_not_verified,
    GateReason.NO_SAFE_WINDOW: lambda asked: asked.request.is_to_family and not asked.request.contact.safe_windows,
    GateReason.OUTSIDE_SAFE_WINDOW: _is_outside_safe_window,
    GateReason.QUIET_HOURS: _is_in_quiet_hours,
    GateReason.TEXT_NOT_AGREED: lambda asked: (
        asked.request.channel is Channel.TEXT
        and asked.request.is_to_family
        and not asked.request.contact.has_agreed_to_texts
    ),
    GateReason.OPTED_OUT: lambda asked: asked.request.channel is Channel.TEXT and asked.request.contact.has_opted_out,
    GateReason.BRIDGE_NOT_AGREED: lambda asked: (
        asked.request.channel is Channel.BRIDGE
        and asked.request.is_to_family
        and not asked.request.contact.has_agreed_to_bridge
    ),
    GateReason.TOO_MANY_ATTEMPTS: _are_attempts_used_up,
    GateReason.TOO_MANY_RINGS: _are_rings_used_up,
}


def _turning_points(request: ContactRequest, policy: GatePolicy, zone: tzinfo) -> list[datetime]:
    """Every moment, in UTC, at which time alone can open something: a window, the end of quiet hours, a new day."""
    today = request.at.astimezone(zone).date()
    moments: list[datetime] = []
    for day in (today + timedelta(days=ahead) for ahead in range(_DAYS_SEARCHED + 1)):
        moments += [datetime.combine(day, clock, zone) for clock in (time.min, policy.quiet_until)]
        moments += [period.starts for period in _windows_on(day, request.contact.safe_windows, zone)]
    return sorted(moment.astimezone(UTC) for moment in moments)


def _windows_on(day: date, windows: tuple[SafeWindow, ...], zone: tzinfo) -> list[Period]:
    """The windows of a local day; those that meet are one, so that neither brings rings of its own."""
    joined: list[Period] = []
    for period in sorted(period for window in windows if (period := window.on(day, zone)) is not None):
        if joined and period.starts <= joined[-1].ends:
            joined[-1] = Period(joined[-1].starts, max(joined[-1].ends, period.ends))
        else:
            joined.append(period)
    return joined
