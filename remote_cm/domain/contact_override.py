"""Reaching a family against its no: two people decide it in the child's best interests, for a time (CALL-16, N43)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from remote_cm.domain.refusal import BadInput, Fault


@dataclass(frozen=True)
class ConsentPolicy:
    """The numbers of consent (section ``consent`` of the policy file). Raises ValueError for a time that is none.

    ``override_longest_days``: for how many days at most two people may decide that a family is reached against its no;
    then they decide again.
    """

    override_longest_days: int

    def __post_init__(self) -> None:
        if self.override_longest_days < 1:
            raise ValueError("a decision against a no lasts one day or more")


@dataclass(frozen=True)
class OverrideWish:
    """Why one person thinks that a family must be reached against its no.

    ``harm`` is what may happen to the child otherwise, ``other_ways`` why nothing else does, ``child_view`` what the
    child wants as far as we know, ``until`` the last day on which it holds.
    """

    harm: str = field(repr=False)
    other_ways: str = field(repr=False)
    child_view: str = field(repr=False)
    until: date | None


def check_override(wish: OverrideWish, today: date, policy: ConsentPolicy) -> date:
    """See to it that everything is said that the other person needs to decide; returns its last day.

    Raises BadInput with every fault.
    """
    longest = today + timedelta(days=policy.override_longest_days)
    faults = []
    if not wish.harm.strip():
        faults.append(Fault("harm", "write what may happen to the child if nobody reaches them"))
    if not wish.other_ways.strip():
        faults.append(Fault("other_ways", "write which other ways you thought of and why they are not enough"))
    if not wish.child_view.strip():
        faults.append(Fault("child_view", "write what the child wants, or that nobody knows"))
    if wish.until is None or not today <= wish.until <= longest:
        faults.append(Fault("until", f"choose a day from {today.isoformat()} to {longest.isoformat()}"))
    if faults or wish.until is None:
        raise BadInput(*faults)
    return wish.until
