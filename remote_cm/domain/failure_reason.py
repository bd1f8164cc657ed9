"""Why a text or a ring of ours did not arrive, in words of our own, and what sort of failure each of them is."""

from collections.abc import Mapping
from enum import StrEnum

from remote_cm.domain.vocabulary import Channel


class FailureKind(StrEnum):
    """What a failure means for what is done next (twilio notes §5.1)."""

    PERMANENT = "permanent"
    """No other try with the same number and the same words will ever do."""

    ACCOUNT = "account"
    """Nothing of the kind goes out before somebody has mended our account at the provider."""

    TRANSIENT = "transient"
    """It was not sent, or did not arrive this time; another try may do."""

    UNKNOWN = "unknown"
    """Nobody can tell if it arrived."""


class FailureReason(StrEnum):
    """Why it did not arrive; stored by value and shown in the reader's language."""

    BAD_NUMBER = "bad_number"
    CANNOT_BE_TEXTED = "cannot_be_texted"
    NO_ROUTE = "no_route"
    OPTED_OUT = "opted_out"
    BLOCKED_BY_PROVIDER = "blocked_by_provider"
    TEXT_FILTERED = "text_filtered"
    OUR_REQUEST_WAS_WRONG = "our_request_was_wrong"
    ALREADY_OVER = "already_over"
    REFUSED = "refused"

    EXPIRED_ON_THE_WAY = "expired_on_the_way"
    """The provider had it, and its validity ended before the phone took it."""

    TOO_LATE = "too_late"
    """We had it, and its deadline passed before the provider had it."""

    CHANNEL_PAUSED = "channel_paused"
    """It waited for an account that was not mended in time."""

    COUNTRY_NOT_ENABLED = "country_not_enabled"
    SENDER_NOT_REGISTERED = "sender_not_registered"
    ACCOUNT_REFUSED = "account_refused"
    ACCOUNT_NOT_FOUND = "account_not_found"
    MESSAGE_PRIVACY_NOT_ENABLED = "message_privacy_not_enabled"

    TOO_MANY_REQUESTS = "too_many_requests"
    PROVIDER_QUEUE_FULL = "provider_queue_full"
    NEVER_CONNECTED = "never_connected"
    PHONE_UNREACHABLE = "phone_unreachable"
    NETWORK_FAILED = "network_failed"
    PROVIDER_LIMIT_REACHED = "provider_limit_reached"

    PROVIDER_TIMED_OUT = "provider_timed_out"
    ANSWER_LOST = "answer_lost"
    NOT_LISTED = "not_listed"

    @property
    def kind(self) -> FailureKind:
        """What sort of failure it is; whatever was not foreseen leaves it open."""
        return _KIND.get(self, FailureKind.UNKNOWN)


_PERMANENT = (
    *(FailureReason.BAD_NUMBER, FailureReason.CANNOT_BE_TEXTED, FailureReason.NO_ROUTE, FailureReason.OPTED_OUT),
    *(FailureReason.BLOCKED_BY_PROVIDER, FailureReason.TEXT_FILTERED, FailureReason.OUR_REQUEST_WAS_WRONG),
    *(FailureReason.ALREADY_OVER, FailureReason.REFUSED, FailureReason.EXPIRED_ON_THE_WAY),
    *(FailureReason.TOO_LATE, FailureReason.CHANNEL_PAUSED),
)
_ACCOUNT = (
    *(FailureReason.COUNTRY_NOT_ENABLED, FailureReason.SENDER_NOT_REGISTERED, FailureReason.ACCOUNT_REFUSED),
    *(FailureReason.ACCOUNT_NOT_FOUND, FailureReason.MESSAGE_PRIVACY_NOT_ENABLED),
)
_TRANSIENT = (
    *(FailureReason.TOO_MANY_REQUESTS, FailureReason.PROVIDER_QUEUE_FULL, FailureReason.NEVER_CONNECTED),
    *(FailureReason.PHONE_UNREACHABLE, FailureReason.NETWORK_FAILED, FailureReason.PROVIDER_LIMIT_REACHED),
)
_KIND: Mapping[FailureReason, FailureKind] = {
    **dict.fromkeys(_PERMANENT, FailureKind.PERMANENT),
    **dict.fromkeys(_ACCOUNT, FailureKind.ACCOUNT),
    **dict.fromkeys(_TRANSIENT, FailureKind.TRANSIENT),
}

_BOTH = frozenset({Channel.TEXT, Channel.CALL})
_TEXT_ONLY = frozenset({Channel.TEXT})
_OF_THIS_WAY = frozenset({FailureReason.NO_ROUTE, FailureReason.BLOCKED_BY_PROVIDER})


def read_reason(word: str) -> FailureReason:
    """The reason that a stored or reported word stands for; a no that we have no word for is still a no."""
    return FailureReason(word) if word in set(FailureReason) else FailureReason.REFUSED


def flagged_channels(reason: FailureReason, channel: Channel) -> frozenset[Channel]:
    """By which ways a number cannot be reached any more after this failure of one way; none for most failures.

    Somebody who wants no more texts, or whose phone takes none, can be rung all the same (twilio notes §5.1, §5.3).
    """
    if reason is FailureReason.BAD_NUMBER:
        return _BOTH
    if reason in (FailureReason.OPTED_OUT, FailureReason.CANNOT_BE_TEXTED):
        return _TEXT_ONLY
    return frozenset({channel}) if reason in _OF_THIS_WAY else frozenset()
