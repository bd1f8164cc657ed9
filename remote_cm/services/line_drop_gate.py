"""Keeps what was agreed for a broken line whenever somebody wants to ring this family again (script §2.14 A)."""

from datetime import datetime

from remote_cm.domain.line_drop import LineDropped, keep_line_drop_plan
from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.safety_gate import GateDecision
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.contact_past import ContactPast
from remote_cm.storage.tables.calls import ConversationEnding
from remote_cm.storage.tables.cases import Contact

#: After these the family was not spoken to anew, and what was agreed for the broken line goes on.
_LEAVES_IT_OPEN = frozenset({ConversationEnding.OTHER_PERSON, ConversationEnding.UNSAFE})


def keep_line_drop(
    around: Surroundings,
    contact: Contact,
    decision: GateDecision,
    times: SafeTimes,
    past: ContactPast,
    since: datetime,
) -> GateDecision:
    """The gate's decision with the plan for a broken line in it. ``since`` is when the present safe window began."""
    return keep_line_drop_plan(
        decision,
        around.now(),
        _find_drop(contact, past, since),
        times,
        ring_back_after_minutes=around.policy.call_script.ring_back_after_minutes,
        search_days=around.policy.cadence.day_plan.late_search_days,
    )


def _find_drop(contact: Contact, past: ContactPast, since: datetime) -> LineDropped | None:
    """The first line that broke since the last talk with this contact that came to another end."""
    first: datetime | None = None
    for talk in past.ends:
        if talk.at < since:
            continue
        if talk.ending is ConversationEnding.DROPPED:
            first = first or talk.at
        elif talk.ending not in _LEAVES_IT_OPEN:
            first = None
    if first is None:
        return None
    return LineDropped(
        at=first,
        plan=contact.line_drop_plan,
        tries_since=sum(one.at > first for one in past.tries),
        they_rang_at=max((at for at in past.rings if at > first), default=None),
    )
