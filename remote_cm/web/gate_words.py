"""The safety gate's reasons as sentences for the person who wanted to call; each says what would open the gate."""

from collections.abc import Iterable, Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.safety_gate import GateReason

WORDS: Mapping[GateReason, LazyString] = {
    GateReason.PERSON_OF_CONCERN: lazy_gettext("This person is part of the harm. Reach the child another way."),
    GateReason.UNSAFE_END: lazy_gettext(
        "The last call ended unsafely. Choose a route with your supervisor before anybody rings."
    ),
    GateReason.CONSENT_WITHDRAWN: lazy_gettext("The family has withdrawn its consent."),
    GateReason.CONSENT_MISSING: lazy_gettext("Consent is not recorded yet."),
    GateReason.CONSENT_EXPIRED: lazy_gettext("Consent has run out and has to be asked again."),
    GateReason.NUMBER_NOT_VERIFIED: lazy_gettext("Nobody has checked lately whose number this is."),
    GateReason.NO_SAFE_WINDOW: lazy_gettext("No safe hours are agreed with this person yet."),
    GateReason.OUTSIDE_SAFE_WINDOW: lazy_gettext("It is outside the safe hours that were agreed."),
    GateReason.QUIET_HOURS: lazy_gettext("It is night: nothing is sent now."),
    GateReason.TEXT_NOT_AGREED: lazy_gettext("Texts are not agreed with this person."),
    GateReason.OPTED_OUT: lazy_gettext("This person has asked for no more texts."),
    GateReason.BRIDGE_NOT_AGREED: lazy_gettext(
        "The family has not agreed to be rung from the programme's line. Ring by hand."
    ),
    GateReason.TOO_MANY_ATTEMPTS: lazy_gettext("They were rung often enough today."),
    GateReason.TOO_MANY_RINGS: lazy_gettext("It rang out in this window already. More rings would draw eyes."),
    GateReason.RING_BACK_SOON: lazy_gettext("The line broke. You agreed to ring back once, a moment later."),
    GateReason.RANG_BACK_ONCE: lazy_gettext(
        "The line broke, and you have rung back once. Wait for their missed call or the next safe hours."
    ),
    GateReason.THEY_RING_US: lazy_gettext(
        "The line broke. You agreed that they ring you; after that, the next safe hours are yours."
    ),
}


def describe_reasons(reasons: Iterable[str]) -> tuple[str, ...]:
    """The sentences for the gate's own words, in the reader's language."""
    return tuple(str(WORDS[GateReason(reason)]) for reason in reasons)
