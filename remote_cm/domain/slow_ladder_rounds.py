"""When an open ladder asks for all of its duties again: a cause that comes after a contact is owed contacts of its own.

What was owed before stays owed by its own hour; each round is looked at by itself, and the ladder ends with the last.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime, tzinfo
from itertools import chain

from remote_cm.domain.slow_ladder import SlowLadder, SlowLadderPolicy
from remote_cm.domain.slow_ladder_steps import SlowLadderFacts, SlowLadderPlan, decide_steps


def find_beginnings(
    ladder: SlowLadder, opened_at: datetime, causes: Iterable[datetime], contacts: Sequence[datetime]
) -> tuple[datetime, ...]:
    """When the rounds of a ladder began, the first with the ladder itself (escalation ladder §6.3).

    A cause begins a new round when a contact was counted in the last one: that contact was about what was known then.
    As long as none was, a cause joins the round that runs, whose hours are the earlier ones.
    """
    beginnings = [opened_at]
    for cause in sorted(causes) if ladder.is_asked_anew else ():
        if any(beginnings[-1] < contact <= cause for contact in contacts):
            beginnings.append(cause)
    return tuple(beginnings)


def decide_rounds(
    ladder: SlowLadder, rounds: Sequence[SlowLadderFacts], now: datetime, policy: SlowLadderPolicy, zone: tzinfo
) -> SlowLadderPlan:
    """What the rounds of a ladder ask for together; it has ended when each of them has."""
    plans = [decide_steps(ladder, standing, now, policy, zone) for standing in rounds]
    return SlowLadderPlan(
        due=tuple(sorted(chain.from_iterable(plan.due for plan in plans), key=lambda one: (one.at, one.index))),
        settled=tuple(chain.from_iterable(plan.settled for plan in plans)),
        next=min(
            (plan.next for plan in plans if plan.next is not None), key=lambda one: (one.at, one.index), default=None
        ),
        is_ended=all(plan.is_ended for plan in plans),
        look_at=min((plan.look_at for plan in plans if plan.look_at is not None), default=None),
    )
