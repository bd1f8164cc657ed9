"""Whether a message that we owe may be given to its provider now: never twice by our own doing, an alert's page
never not.
"""

from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.delivery import DeliveryState


class HandoverDecision(StrEnum):
    """What to do with an owed message."""

    SEND = "send"
    LOOK_UP_FIRST = "look_up_first"
    TOO_LATE = "too_late"
    GIVE_UP = "give_up"
    LEAVE = "leave"


def decide_handover(
    state: DeliveryState,
    *,
    now: datetime,
    send_before: datetime,
    try_after: datetime | None,
    claimed_at: datetime | None,
    tries: int,
    is_alert_page: bool,
    claim_patience: timedelta,
    most_tries_when_unknown: int,
) -> HandoverDecision:
    """Decide on one message.

    * owed: send, unless it is too early after a refusal to try, or its own deadline has passed;
    * claimed, or its answer lost, for less than ``claim_patience``: leave it to whoever holds it;
    * the same for longer: ask the provider by our own reference before sending again. An ordinary text is tried
      ``most_tries_when_unknown`` times at most; an alert's page has no such end, since a doubled ring is cheap and a
      lost one is not (escalation lessons B1);
    * anything else is done: leave it.
    """
    if state is DeliveryState.OWED:
        if try_after is not None and now < try_after:
            return HandoverDecision.LEAVE
        return HandoverDecision.TOO_LATE if now >= send_before else HandoverDecision.SEND
    if state not in (DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN):
        return HandoverDecision.LEAVE
    if claimed_at is not None and now < claimed_at + claim_patience:
        return HandoverDecision.LEAVE
    if now >= send_before:
        return HandoverDecision.TOO_LATE
    if not is_alert_page and tries >= most_tries_when_unknown:
        return HandoverDecision.GIVE_UP
    return HandoverDecision.LOOK_UP_FIRST
