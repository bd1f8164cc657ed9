"""Starts one of the service's programs so that it can be killed at a named step: before or after a commit, a send or a
nudge. While a file `full-disk` lies in the folder of orders, nothing can be written to the journal.

A file `kill-ROLE-STEP` in the folder of orders is taken by the first process of that role that comes to the step; it
then ends without a word, as a machine does whose power is cut. What is handed to the provider is noted in the file
`sends`, with the moment. The product knows nothing of this.
"""

import errno
import os
import runpy
import signal
import sys
import time
from collections.abc import Callable
from enum import StrEnum
from pathlib import Path
from typing import ParamSpec, TypeVar

from remote_cm.gateways.event_journal import FileJournal
from remote_cm.gateways.rq.job_queue import RqJobQueue
from remote_cm.gateways.twilio.call_placer import TwilioCallPlacer
from remote_cm.gateways.twilio.text_sender import TwilioTextSender
from remote_cm.ports import Ring, Text
from remote_cm.storage.database import UnitOfWork

ORDERS = "CHAOS_ORDERS"
ROLE = "CHAOS_ROLE"
TAKEN = ".taken-by-"
FULL_DISK = "full-disk"
SENDS = "sends"

P = ParamSpec("P")
T = TypeVar("T")


class Step(StrEnum):
    """Where a process can be killed."""

    BEFORE_COMMIT = "before_commit"
    AFTER_COMMIT = "after_commit"
    BEFORE_SEND = "before_send"
    AFTER_SEND = "after_send"
    BEFORE_NUDGE = "before_nudge"
    AFTER_NUDGE = "after_nudge"


def order_of(role: str, step: Step) -> str:
    """The name of the file that orders one death."""
    return f"kill-{role}-{step}"


def die_if_ordered(step: Step) -> None:
    """End here and now when this death was ordered; of several that come by, one takes the order."""
    order = Path(os.environ[ORDERS]) / order_of(os.environ[ROLE], step)
    try:
        order.rename(order.with_name(f"{order.name}{TAKEN}{os.getpid()}"))
    except FileNotFoundError:
        return
    os.kill(os.getpid(), signal.SIGKILL)


def between(before: Step, after: Step, act: Callable[P, T]) -> Callable[P, T]:
    """The same act with a step on either side of it."""

    def act_between(*args: P.args, **kwargs: P.kwargs) -> T:
        die_if_ordered(before)
        done = act(*args, **kwargs)
        die_if_ordered(after)
        return done

    return act_between


def refuse_when_full(write: Callable[P, T]) -> Callable[P, T]:
    """The same writing, on a disk that is full as long as that is ordered."""

    def write_or_refuse(*args: P.args, **kwargs: P.kwargs) -> T:
        if (Path(os.environ[ORDERS]) / FULL_DISK).exists():
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return write(*args, **kwargs)

    return write_or_refuse


def noted(hand_over: Callable[P, T]) -> Callable[P, T]:
    """The same handing over, with a line of its moment, on the clock that all processes share, and its reference."""

    def note_and_hand_over(*args: P.args, **kwargs: P.kwargs) -> T:
        (given,) = (one for one in args if isinstance(one, Text | Ring))
        with (Path(os.environ[ORDERS]) / SENDS).open("a") as sends:
            sends.write(f"{time.monotonic()} {given.reference}\n")
        return hand_over(*args, **kwargs)

    return note_and_hand_over


def name_the_steps() -> None:
    """Put the steps around what every program of the service does."""
    for gateway, hands_over in ((TwilioTextSender, "send_text"), (TwilioCallPlacer, "place_call")):
        setattr(gateway, hands_over, noted(getattr(gateway, hands_over)))
    for holder, name, before, after in (
        (UnitOfWork, "commit", Step.BEFORE_COMMIT, Step.AFTER_COMMIT),
        (TwilioTextSender, "send_text", Step.BEFORE_SEND, Step.AFTER_SEND),
        (TwilioCallPlacer, "place_call", Step.BEFORE_SEND, Step.AFTER_SEND),
        (RqJobQueue, "nudge", Step.BEFORE_NUDGE, Step.AFTER_NUDGE),
    ):
        setattr(holder, name, between(before, after, getattr(holder, name)))
    FileJournal.keep = refuse_when_full(FileJournal.keep)  # type: ignore[method-assign]  # what a full disk does


if __name__ == "__main__":
    name_the_steps()
    sys.argv = sys.argv[1:]
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
