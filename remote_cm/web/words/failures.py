"""Why a text or a ring did not arrive, in plain words, and what a person does about an account that must be mended."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel

REASONS: Mapping[FailureReason, LazyString] = {
    FailureReason.BAD_NUMBER: lazy_gettext("the number does not exist, or is not in use"),
    FailureReason.CANNOT_BE_TEXTED: lazy_gettext("this phone takes no texts"),
    FailureReason.NO_ROUTE: lazy_gettext("this number cannot be reached from ours"),
    FailureReason.OPTED_OUT: lazy_gettext("they asked the phone company for no more texts; a call still goes"),
    FailureReason.BLOCKED_BY_PROVIDER: lazy_gettext("our provider does not allow this number"),
    FailureReason.TEXT_FILTERED: lazy_gettext("the phone company stopped these words"),
    FailureReason.OUR_REQUEST_WAS_WRONG: lazy_gettext("the service made a mistake, and its operator knows"),
    FailureReason.ALREADY_OVER: lazy_gettext("it was over already"),
    FailureReason.REFUSED: lazy_gettext("our provider said no"),
    FailureReason.EXPIRED_ON_THE_WAY: lazy_gettext("the phone stayed off until it was too late"),
    FailureReason.TOO_LATE: lazy_gettext("it could not be sent in time"),
    FailureReason.CHANNEL_PAUSED: lazy_gettext("nothing could be sent: our account has to be mended"),
    FailureReason.COUNTRY_NOT_ENABLED: lazy_gettext("our account may not reach this country"),
    FailureReason.SENDER_NOT_REGISTERED: lazy_gettext("our own number is not registered for this"),
    FailureReason.ACCOUNT_REFUSED: lazy_gettext("our provider refuses our account"),
    FailureReason.ACCOUNT_NOT_FOUND: lazy_gettext("our provider does not find our account"),
    FailureReason.MESSAGE_PRIVACY_NOT_ENABLED: lazy_gettext("our account has no message privacy"),
    FailureReason.TOO_MANY_REQUESTS: lazy_gettext("our provider was too busy"),
    FailureReason.PROVIDER_QUEUE_FULL: lazy_gettext("too many texts waited at our provider"),
    FailureReason.NEVER_CONNECTED: lazy_gettext("our provider could not be reached"),
    FailureReason.PHONE_UNREACHABLE: lazy_gettext("the phone is off or out of reach"),
    FailureReason.NETWORK_FAILED: lazy_gettext("the phone network failed"),
    FailureReason.PROVIDER_LIMIT_REACHED: lazy_gettext("a limit of our provider was reached"),
    FailureReason.PROVIDER_TIMED_OUT: lazy_gettext("nobody can tell if it arrived: the phone company did not answer"),
    FailureReason.ANSWER_LOST: lazy_gettext("nobody can tell if it arrived: our provider's answer was lost"),
    FailureReason.NOT_LISTED: lazy_gettext("our provider did not say why"),
}

PAUSED: Mapping[Channel, LazyString] = {
    Channel.TEXT: lazy_gettext("Texts do not go out"),
    Channel.CALL: lazy_gettext("The service cannot ring anybody"),
    Channel.BRIDGE: lazy_gettext("The service cannot connect calls"),
}

BY: Mapping[Channel, LazyString] = {
    Channel.TEXT: lazy_gettext("by text"),
    Channel.CALL: lazy_gettext("by call"),
    Channel.BRIDGE: lazy_gettext("over the line"),
}

MENDING: Mapping[FailureReason, LazyString] = {
    FailureReason.COUNTRY_NOT_ENABLED: lazy_gettext(
        "Switch the country on in the provider's console, under geographic permissions for texts and for voice."
    ),
    FailureReason.SENDER_NOT_REGISTERED: lazy_gettext(
        "Check in the provider's console that our number belongs to the account, may send this, and is registered."
    ),
    FailureReason.ACCOUNT_REFUSED: lazy_gettext(
        "Check in the provider's console that the account is paid and active, and that its token is the one set here."
    ),
    FailureReason.ACCOUNT_NOT_FOUND: lazy_gettext("Check that the account id set here is the one of the console."),
    FailureReason.MESSAGE_PRIVACY_NOT_ENABLED: lazy_gettext(
        "Have message privacy enabled for the account, or set the service to send without it."
    ),
}
"""What an operator does, for each reason by which a channel waits."""


def describe_mending(reason: FailureReason) -> str:
    """What to do so that a channel works again."""
    return str(MENDING.get(reason, lazy_gettext("Look at the account in the provider's console.")))
