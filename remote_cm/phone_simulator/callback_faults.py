"""The ways in which real status reports misbehave: doubled, late, in the wrong order, lost (fact sheet, section 8).

They touch only status reports, never an incoming text or call, nor the request for what is said next.
"""

from dataclasses import dataclass
from functools import partial

from remote_cm.phone_simulator.line_threads import LineThreads
from remote_cm.phone_simulator.signed_request import Fields
from remote_cm.phone_simulator.telephone import Telephone
from remote_cm.phone_simulator.webhook_sender import WebhookSender


@dataclass(frozen=True)
class ReportManners:
    """How status reports behave.

    ``copies`` of each arrive. ``is_held``: none is sent until released. ``are_early``: those of a text come before the
    answer to the request that sent it. ``late_by_seconds`` on the moved clock. ``are_reversed``: those of one call or
    text wait for its last one, and then come newest first. ``are_lost``: none is ever sent. With ``only``, all this
    befalls only reports of these states, in Twilio's words, and the others behave.
    """

    copies: int = 1
    is_held: bool = False
    are_early: bool = False
    late_by_seconds: int = 0
    are_reversed: bool = False
    are_lost: bool = False
    only: frozenset[str] = frozenset()

    def concern(self, status: str) -> bool:
        """True when a report of this state is meant."""
        return not self.only or status in self.only


@dataclass(frozen=True, eq=False)
class _Held:
    """One report that waits; ``due_at`` on the moved counter of seconds, None until somebody releases it."""

    line: str
    address: str
    fields: Fields
    due_at: float | None


class StatusReports:
    """Hands each report to the sender in the manner that is set."""

    def __init__(self, telephone: Telephone, threads: LineThreads, sender: WebhookSender) -> None:
        self._telephone = telephone
        self._threads = threads
        self._sender = sender
        self._held: list[_Held] = []
        self.manners = ReportManners()

    @property
    def held(self) -> int:
        """How many reports wait: until they are released, until they are late enough, or for their last one."""
        return len(self._held)

    def report(self, line: str, address: str, fields: Fields, *, status: str, is_last: bool) -> None:
        """Post a report of the call or text ``line`` soon, or never, as the manners say."""
        with self._telephone.changed:
            manners = self.manners if self.manners.concern(status) else ReportManners()
            if manners.are_lost:
                return
            due_at = self._telephone.clock.seconds() + manners.late_by_seconds if manners.late_by_seconds else None
            copies = [_Held(line, address, fields, due_at) for _ in range(manners.copies)]
            if manners.is_held or manners.are_reversed or due_at is not None:
                self._held += copies
                self._telephone.touch()
                if manners.are_reversed and is_last:
                    self._send([one for one in self._held if one.line == line][::-1])
            else:
                self._send(copies)
                copies = []
        if due_at is not None:
            for copy in copies:
                self._threads.start(partial(self._send_when_due, copy))

    def release(self, *, newest_first: bool) -> int:
        """Send what waits, and behave well again; returns how many reports that were."""
        with self._telephone.changed:
            released = self._held[::-1] if newest_first else list(self._held)
            self.manners = ReportManners()
            # One line for all of them keeps the order that was asked for, across calls too.
            self._send(released, "released")
        return len(released)

    def forget_everything(self) -> None:
        """Drop what waits, and behave well again."""
        with self._telephone.changed:
            self._held.clear()
            self.manners = ReportManners()
            self._telephone.touch()

    def _send_when_due(self, late: _Held) -> None:
        if self._telephone.wait_for(lambda: late not in self._held, late.due_at):
            return
        with self._telephone.changed:
            now = self._telephone.clock.seconds()
            # All that is due on the line, in its order: which of the waiting threads wakes first is chance.
            self._send([one for one in self._held if one.line == late.line and one.due_at and one.due_at <= now])

    def _send(self, reports: list[_Held], line: str | None = None) -> None:
        self._held = [one for one in self._held if one not in reports]
        for one in reports:
            self._sender.send(line or one.line, one.address, one.fields)
        self._telephone.touch()
