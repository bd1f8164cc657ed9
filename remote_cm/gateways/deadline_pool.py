"""Runs something for at most so long: whoever asked goes on, also when what was asked for never comes back.

A database that is frozen, and not down, keeps no promise about time, and neither does any setting on our side of the
line. Only not waiting for it does.
"""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future
from contextvars import copy_context
from queue import SimpleQueue
from typing import Any, TypeVar

T = TypeVar("T")

_Job = tuple[Callable[[], Any], "Future[Any]"]


class TooSlow(TimeoutError):
    """It did not come back in time. It may still be done later, so that it has to bear being done twice."""


class DeadlinePool:
    """A bounded number of threads, made when they are needed and kept. None of them keeps the process from ending."""

    def __init__(self, most_at_once: int) -> None:
        self._free = threading.BoundedSemaphore(most_at_once)
        self._idle = threading.Semaphore(0)
        self._jobs: SimpleQueue[_Job] = SimpleQueue()

    def run(self, seconds: float, act: Callable[[], T]) -> T:
        """What ``act`` returns or raises, within so many seconds. Raises TooSlow after that, and at once-to-never
        begins when every thread is held up.
        """
        ends = time.monotonic() + seconds
        if not self._free.acquire(timeout=seconds):
            raise TooSlow
        future: Future[T] = Future()
        context = copy_context()
        self._jobs.put((lambda: context.run(act), future))
        if not self._idle.acquire(blocking=False):
            threading.Thread(target=self._work, name="deadline", daemon=True).start()
        try:
            return future.result(max(0.0, ends - time.monotonic()))
        except TimeoutError as late:
            if future.done():
                raise
            raise TooSlow from late

    def _work(self) -> None:
        while True:
            act, future = self._jobs.get()
            try:
                future.set_result(act())
            except BaseException as failure:  # noqa: BLE001 - handed to whoever asked, if they still wait
                future.set_exception(failure)
            self._idle.release()
            self._free.release()
