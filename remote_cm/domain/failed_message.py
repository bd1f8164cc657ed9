"""What follows when a text or a ring of ours failed: another try, or a person who is told; never nothing."""

from datetime import datetime, timedelta

from remote_cm.domain.delivery import MessagePolicy
from remote_cm.domain.failure_reason import FailureKind, FailureReason


def next_pause(
    policy: MessagePolicy, *, tries: int, is_alert_page: bool, retry_after_seconds: int | None = None
) -> timedelta:
    """How long to wait after the provider could not take a message for the ``tries``-th time.

    The provider's own wish counts when it is longer, but holds an alert's page no longer than its longest pause.
    """
    pauses = policy.page_pauses_seconds if is_alert_page else policy.pauses_seconds
    pause = max(pauses[min(max(tries, 1), len(pauses)) - 1], retry_after_seconds or 0)
    return timedelta(seconds=min(pause, pauses[-1]) if is_alert_page else pause)


def next_send_at(
    reason: FailureReason,
    policy: MessagePolicy,
    *,
    now: datetime,
    send_before: datetime,
    resends: int,
    is_alert_page: bool,
) -> datetime | None:
    """When a text that the provider took and could not deliver is sent again; None when it is not.

    ``resends`` is how often that was done before. An ordinary text of which nobody can tell if it arrived is not sent
    again on a mere time-out of the provider; a page is. Nothing is sent again after ``send_before``, and the same words
    never where they were filtered out.
    """
    if is_alert_page:
        pauses = policy.resend_page_after_seconds if reason.kind is not FailureKind.PERMANENT else ()
    else:
        pauses = policy.resend_after_seconds.get(reason, ())
    if resends >= len(pauses):
        return None
    again_at = now + timedelta(seconds=pauses[resends])
    return again_at if again_at < send_before else None


def is_for_a_person(reason: FailureReason, *, is_alert_page: bool, is_reply: bool) -> bool:
    """Whether somebody is told of a message that is given up.

    A page that failed in passing is the ladder's part, which goes on. A reply that came too late to a phone that was
    off has told nobody less than they knew.
    """
    if reason is FailureReason.ALREADY_OVER:
        return False
    if is_alert_page:
        return reason.kind is FailureKind.PERMANENT and reason not in _OUT_OF_TIME
    return not (is_reply and reason is FailureReason.EXPIRED_ON_THE_WAY)


_OUT_OF_TIME = frozenset({FailureReason.TOO_LATE, FailureReason.CHANNEL_PAUSED, FailureReason.EXPIRED_ON_THE_WAY})
