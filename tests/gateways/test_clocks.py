"""The clocks tell aware time in UTC, and the shifted one is moved for everybody at once."""

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
