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
    LOOK_UP_ONLY = "look_up_only"
    TOO_LATE = "too_late"
    NOT_NEEDED = "not_needed"
    LEAVE = "leave"


def decide_handover(
    state: DeliveryState,
    *,
    now: datetime,
    send_before: datetime,
    try_after: datetime | None,
    claimed_at: datetime | None,
    lost_answers: int,
    is_alert_page: bool,
    is_needed: bool,
    claim_patience: timedelta,
    most_tries_when_unknown: int,
) -> HandoverDecision:
    """Decide on one message.

    * owed: send, unless it is too early after a refusal to try, or its own deadline has passed;
    * claimed, or its answer lost, for less than ``claim_patience``: leave it to whoever holds it;
    * the same for longer: ask the provider by our own reference before sending again. ``lost_answers`` is how often its
      answer was lost before this time. An ordinary text is given to the provider ``most_tries_when_unknown`` times at
      most, after which it is only looked for; an alert's page has no such end, since a doubled ring is cheap and a lost
      one is not (escalation lessons B1);
    * ``is_needed`` is off for the page of an alert that was taken or ended meanwhile: nobody is rung for it any more;
    * anything else is done: leave it.
    """
    if state is DeliveryState.OWED:
        if try_after is not None and now < try_after:
            return HandoverDecision.LEAVE
        may_go = HandoverDecision.SEND
    elif state in (DeliveryState.CLAIMED, DeliveryState.OUTCOME_UNKNOWN):
        if claimed_at is not None and now < claimed_at + claim_patience:
            return HandoverDecision.LEAVE
        is_last = not is_alert_page and lost_answers + 1 >= most_tries_when_unknown
        may_go = HandoverDecision.LOOK_UP_ONLY if is_last else HandoverDecision.LOOK_UP_FIRST
    else:
        return HandoverDecision.LEAVE
    if not is_needed:
        return HandoverDecision.NOT_NEEDED
    return HandoverDecision.TOO_LATE if now >= send_before else may_go
