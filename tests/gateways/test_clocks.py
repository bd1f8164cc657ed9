"""The clocks tell aware time in UTC, and the shifted one is moved for everybody at once."""

import threading
from datetime import UTC, datetime, timedelta

from remote_cm.gateways.system_clock import ShiftedClock, SystemClock


def test_the_present_is_aware_and_in_utc() -> None:
    before = datetime.now(UTC)
    told = SystemClock().now()

    assert told.tzinfo is UTC
    assert before <= told <= datetime.now(UTC)


def test_a_shifted_clock_reads_its_offset_each_time() -> None:
    offsets = iter([timedelta(0), timedelta(hours=1)])
    clock = ShiftedClock(lambda: next(offsets))
    first, second = clock.now(), clock.now()

    assert first.tzinfo is UTC
    assert timedelta(hours=1) <= second - first < timedelta(hours=1, minutes=1)


def test_a_shifted_clock_whose_offset_cannot_be_read_goes_on_with_the_last_one() -> None:
    offsets = iter([timedelta(hours=1)])
    clock = ShiftedClock(lambda: next(offsets))
    first, second = clock.now(), clock.now()

    assert timedelta(0) <= second - first < timedelta(minutes=1)


def test_a_shifted_clock_waits_for_an_offset_that_does_not_come_only_once() -> None:
    asked: list[int] = []
    answered = threading.Event()

    def read() -> timedelta:
        asked.append(1)
        answered.wait(30)
        return timedelta(hours=1)

    clock = ShiftedClock(read, patience_seconds=0.01)
    told = [clock.now() for _ in range(20)]
    answered.set()

    assert len(asked) == 1
    assert max(told) - min(told) < timedelta(seconds=10)


def test_a_shifted_clock_reads_again_once_an_answer_came_after_all() -> None:
    answered = threading.Event()

    def read() -> timedelta:
        answered.wait(30)
        return timedelta(hours=1)

    clock = ShiftedClock(read, patience_seconds=0.01)
    before = clock.now()
    answered.set()

    assert any(clock.now() - before > timedelta(minutes=59) for _ in range(10_000))
