"""`make probes`: how long danger takes to reach the provider while one thing is broken, and while nothing is.

A danger text leads to a ring or a text to staff; while the database is away, to one to the emergency numbers.
"""

import signal
import sys
import time
from collections.abc import Callable, Mapping, Set
from functools import partial

import requests

from remote_cm.local_stack.processes import wait_until
from remote_cm.services.check_health import check_health
from remote_cm.services.list_handsets import list_handsets
from tests.chaos.account import list_seen
from tests.chaos.run import READY_SECONDS, running_stack, stop_all_when_told_to_end, take_and_end_alerts, wait_for
from tests.chaos.stack import HOW_MANY, OPERATORS, POSTGRES, REDIS, WEB, Stack
from tests.chaos.traffic import Traffic

LONGEST_SECONDS = 60.0
"""After any single failure (design section 7)."""

QUIET_FOR_SECONDS = 8.0
"""So long after the last alert was ended nothing of it is under way any more."""

ROLES = (POSTGRES, REDIS, WEB, *HOW_MANY)

Break = Callable[[Stack], object]


def _down(role: str, stack: Stack) -> None:
    for struck in stack.parts(role):
        stack.keep_down(struck)


def _send(role: str, number: signal.Signals, stack: Stack) -> None:
    for struck in stack.parts(role):
        struck.signal(number)


FAULTS: Mapping[str, Break] = {
    "nothing is broken": lambda _: None,
    "Redis is gone": partial(_down, REDIS),
    "Redis is frozen": partial(_send, REDIS, signal.SIGSTOP),
    "PostgreSQL is gone": partial(_down, POSTGRES),
    "PostgreSQL is frozen": partial(_send, POSTGRES, signal.SIGSTOP),
    "PostgreSQL was killed": partial(_send, POSTGRES, signal.SIGKILL),
    "the web was killed": partial(_send, WEB, signal.SIGKILL),
    **{f"every {role} is gone": partial(_down, role) for role in HOW_MANY},
    **{f"every {role} is frozen": partial(_send, role, signal.SIGSTOP) for role in HOW_MANY},
}


def probe(stack: Stack, traffic: Traffic, whom: Set[str], break_it: Break) -> float | None:
    """Seconds from a danger text to the provider's being asked to reach one of these numbers; None when it was not in
    twice the time. Everything works again afterwards.
    """
    _be_quiet(stack, traffic, whom)
    before = _count_pages(stack, whom)
    break_it(stack)
    began = time.monotonic()
    traffic.send_danger(traffic.senders.pop())
    came = wait_until(lambda: _count_pages(stack, whom) > before, 2 * LONGEST_SECONDS, pause=0.1)
    took = time.monotonic() - began
    for role in ROLES:
        for struck in stack.parts(role):
            stack.let_up(struck)
            struck.signal(signal.SIGCONT)
    return took if came else None


def _be_quiet(stack: Stack, traffic: Traffic, whom: Set[str]) -> None:
    """Everything answers, and nobody is paged for what was before: the next page is that of the next danger."""
    web = f"{stack.settings.public_base_url}/readyz"
    wait_for(lambda: check_health(stack.around).is_ready, READY_SECONDS, "the service to be ready again")
    wait_for(lambda: requests.get(web, timeout=5).ok, READY_SECONDS, "the web to answer again")
    wait_for(traffic.is_delivered, READY_SECONDS, "every webhook to be delivered")
    wait_for(lambda: _is_nobody_paged(stack, whom), READY_SECONDS, "the alerts from before to end")


def _is_nobody_paged(stack: Stack, whom: Set[str]) -> bool:
    """True after a while without a page, whatever was open being ended."""
    take_and_end_alerts(stack.around)
    before = _count_pages(stack, whom)
    return not wait_until(lambda: _count_pages(stack, whom) > before, QUIET_FOR_SECONDS, pause=0.5)


def _count_pages(stack: Stack, whom: Set[str]) -> int:
    return sum(one.to_number in whom for one in list_seen(stack) if not one.is_inbound)


def main() -> int:
    """Print a line for each fault; 1 when one of them took too long."""
    stop_all_when_told_to_end()
    with running_stack() as stack:
        return _probe_all(stack)


def _probe_all(stack: Stack) -> int:
    staff = {one.phone_number for one in list_handsets(stack.around) if one.kind == "staff"}
    traffic = Traffic(stack.simulator, danger_in_a_hundred=0)
    wait_for(traffic.meet, READY_SECONDS, "the handsets of the demo")
    is_slow = False
    for what, break_it in FAULTS.items():
        took = probe(stack, traffic, staff.union(OPERATORS), break_it)
        is_slow |= took is None or took > LONGEST_SECONDS
        shown = "never" if took is None else f"{took:6.1f} s"
        sys.stdout.write(f"{what:<28} {shown}\n")
        sys.stdout.flush()
    return int(is_slow)


if __name__ == "__main__":
    sys.exit(main())
