"""Whoever asks goes on after their time, and what was asked for goes on by itself."""

from concurrent.futures import ThreadPoolExecutor
from contextvars import ContextVar
from threading import Event

import pytest

from remote_cm.gateways.deadline_pool import DeadlinePool, TooSlow

WAIT = 30.0


def test_an_answer_and_a_failure_come_through() -> None:
    pool = DeadlinePool(2)
    assert pool.run(WAIT, lambda: 7) == 7
    with pytest.raises(ZeroDivisionError):
        pool.run(WAIT, lambda: 1 / 0)


def test_a_failure_about_time_is_not_taken_for_our_own_deadline() -> None:
    def fail() -> None:
        raise TimeoutError("its own")

    with pytest.raises(TimeoutError, match="its own"):
        DeadlinePool(1).run(WAIT, fail)


def test_what_is_too_slow_is_left_and_is_done_all_the_same() -> None:
    pool, go_on, done = DeadlinePool(1), Event(), Event()

    def slow() -> None:
        go_on.wait(WAIT)
        done.set()

    with pytest.raises(TooSlow):
        pool.run(0.01, slow)
    go_on.set()
    assert done.wait(WAIT)


def test_when_every_thread_is_held_up_nothing_more_begins() -> None:
    pool, go_on, begun = DeadlinePool(1), Event(), Event()
    with pytest.raises(TooSlow):
        pool.run(0.01, lambda: go_on.wait(WAIT))
    with pytest.raises(TooSlow):
        pool.run(0.01, begun.set)
    go_on.set()
    assert pool.run(WAIT, lambda: begun.is_set()) is False


def test_a_thread_that_is_free_again_is_used_again() -> None:
    pool = DeadlinePool(3)
    with ThreadPoolExecutor(6) as askers:
        assert sorted(askers.map(lambda number: pool.run(WAIT, lambda: number), range(300))) == list(range(300))


def test_what_is_known_of_the_request_is_known_in_the_thread() -> None:
    request = ContextVar("request", default="none")
    request.set("this one")
    assert DeadlinePool(1).run(WAIT, request.get) == "this one"
