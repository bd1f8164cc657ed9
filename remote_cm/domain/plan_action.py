"""What is agreed after a call: the script proposes who does what by when, a person confirms or drops it (MON-04)."""

from collections.abc import Collection
from datetime import date, datetime, time, timedelta, tzinfo
from uuid import UUID

from remote_cm.domain.refusal import BadInput, Fault


def proposed_due_at(due_hours: int | None, ended_at: datetime) -> datetime | None:
    """By when the script wants it done, counted from the end of the talk; None where it needs no date."""
    return None if due_hours is None else ended_at + timedelta(hours=due_hours)


def confirmed_due_at(
    proposed: datetime | None, due_on: date | None, now: datetime, until: time, zone: tzinfo
) -> datetime | None:
    """By when a confirmed action is due.

    The day that was proposed keeps its hour; any other day ends at ``until``, local. Raises BadInput for a day that is
    over, and for none where the script wants one.
    """
    if due_on is None:
        if proposed is not None:
            raise BadInput(Fault("due_on", "say by which day it is done"))
        return None
    if proposed is not None and due_on == proposed.astimezone(zone).date():
        return proposed
    if due_on < now.astimezone(zone).date():
        raise BadInput(Fault("due_on", "must be today or later"))
    return datetime.combine(due_on, until, zone)


def check_each_is_decided(proposed: Collection[UUID], decided: Collection[UUID]) -> None:
    """Raise BadInput unless each proposed action, and no other, was confirmed or dropped: none settles itself."""
    faults = []
    if set(proposed) - set(decided):
        faults.append(Fault("actions", "confirm or drop each of them"))
    if set(decided) - set(proposed) or len(set(decided)) != len(decided):
        faults.append(Fault("actions", "one of these was not proposed after this call"))
    if faults:
        raise BadInput(*faults)
