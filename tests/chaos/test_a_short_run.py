"""A short run of the real processes, each of them more than once: first undisturbed, then under trouble of one seed;
`make chaos` has longer ones.
"""

import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import requests
from sqlalchemy import func, select

from remote_cm.storage.tables.inbound import InboundEvent
from tests.benchmarks.danger import measure
from tests.chaos.account import count_unfinished, list_seen
from tests.chaos.doubling import find_doubles
from tests.chaos.run import QUIET_SECONDS, run_on, running_stack, wait_for
from tests.chaos.stack import Stack
from tests.chaos.table import Plan, write_table
from tests.chaos.traffic import Sender, Traffic, hand_in

PLAN = Plan(seed=7, troubles=12, seconds_between_troubles=1.0, texts_a_second=8.0, danger_in_a_hundred=10)

SENDERS = 12
AN_HOUR = 3600


@pytest.fixture(scope="module")
def stack() -> Iterator[Stack]:
    """Two webs, four workers, two timetables and two watches, with their servers and the provider's stand-in."""
    with running_stack() as running:
        yield running


def test_the_benchmark_finds_the_page_of_every_danger_text(stack: Stack) -> None:
    waits = measure(stack, dangers=3, texts_a_second=5)
    assert len(waits) == 3
    assert all(0 < seconds < QUIET_SECONDS for seconds in waits)


def _texts_of(sender: Sender) -> list[tuple[str, str, str]]:
    """What one sender writes, one after the other; each with the id that the provider gives it."""
    bodies = f"1 {sender.alias} 1", f"9 {sender.alias}", "4", "not in the list", f"1 {sender.alias} 2"
    return [(f"SM{uuid.uuid4().hex}", sender.number, body) for body in bodies]


def _hand_in_twice_at_once(stack: Stack, row: list[tuple[str, str, str]]) -> list[int]:
    """Every text of a row is handed in two times at the same moment before the next one; what was answered."""
    with ThreadPoolExecutor(2) as two:
        return [status for text in row for status in two.map(lambda text: hand_in(stack, *text), [text, text])]


def _is_done(stack: Stack) -> bool:
    with stack.around.database.unit_of_work() as work:
        unhandled = select(func.count()).where(InboundEvent.handled_at.is_(None))
        return work.session.scalar(unhandled) == 0 and count_unfinished(stack.around) == 0


def test_two_of_every_process_do_everything_once_also_what_comes_in_twice_at_the_same_moment(stack: Stack) -> None:
    traffic, since = Traffic(stack.simulator, danger_in_a_hundred=0), stack.around.now()
    wait_for(traffic.meet, QUIET_SECONDS, "the handsets of the demo")
    requests.post(f"{stack.simulator}/control/reports", json={"copies": 2}, timeout=20).raise_for_status()
    rows = [_texts_of(sender) for sender in traffic.senders[:SENDERS]]

    with ThreadPoolExecutor(SENDERS) as everybody:
        answered = [
            status for row in everybody.map(lambda row: _hand_in_twice_at_once(stack, row), rows) for status in row
        ]
    wait_for(lambda: _is_done(stack), QUIET_SECONDS, "everything to be done")
    # In an hour much falls due at once, of which each timetable and each watch would do all.
    requests.post(f"{stack.simulator}/control/clock", json={"advance_seconds": AN_HOUR}, timeout=20).raise_for_status()
    wait_for(lambda: _is_done(stack) and traffic.is_delivered(), QUIET_SECONDS, "everything to be done an hour later")

    assert answered == [200] * len(answered)
    with stack.around.database.unit_of_work() as work:
        kept = set(work.session.scalars(select(InboundEvent.provider_id).where(InboundEvent.received_at >= since)))
    assert kept == {sid for row in rows for sid, _, _ in row}
    assert find_doubles(stack, list_seen(stack), since) == []


def test_nothing_is_lost_doubled_disordered_or_left_without_a_page_while_things_break(stack: Stack) -> None:
    outcome = run_on(stack, PLAN)
    assert outcome.sent["danger"] > 0
    assert outcome.account.alerts > 0
    assert outcome.account.faults == {}, write_table([outcome])
