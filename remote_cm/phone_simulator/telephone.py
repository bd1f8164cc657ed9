"""The state of the simulated network, all of it in memory and behind one lock, and what a hand can do to a handset."""

import threading
from collections.abc import Callable

from remote_cm.phone_simulator.records import (
    WITHHELD_CALLERS,
    CallLeg,
    CallState,
    Direction,
    Handset,
    HandsetHabit,
    HandsetKind,
    HandsetText,
    Message,
    RingReply,
)
from remote_cm.phone_simulator.service_clock import ServiceClock


class SwitchedOff(Exception):
    """The simulator is closing; what waits for a condition stops."""


class NotPossible(Exception):
    """The hand asked for something that the handset cannot do now; the message is a plain sentence."""


class Telephone:
    """The one owner of handsets, texts and calls.

    Everything that reads or writes them holds ``changed``. ``touch`` counts one event and wakes whoever waits, so that
    nobody has to poll or to sleep.
    """

    def __init__(self, clock: ServiceClock) -> None:
        self.clock = clock
        self.changed = threading.Condition()
        self.events = 0
        self.is_closed = False
        self.handsets: dict[str, Handset] = {}
        self.messages: dict[str, Message] = {}
        self.legs: dict[str, CallLeg] = {}
        self.opted_out: set[str] = set()

    def touch(self) -> None:
        """Something changed: count it and wake the waiting. The caller need not hold the lock."""
        with self.changed:
            self.events += 1
            self.changed.notify_all()

    def wait_for(self, is_met: Callable[[], bool], until: float | None = None) -> bool:
        """Wait until ``is_met`` or until the moved clock shows ``until``; True when it was met.

        Raises SwitchedOff when the simulator closes meanwhile.
        """
        with self.changed:
            while True:
                if self.is_closed:
                    raise SwitchedOff
                if is_met():
                    return True
                left = None if until is None else until - self.clock.seconds()
                if left is not None and left <= 0:
                    return False
                self.changed.wait(left)

    def wait_for_event_after(self, seen: int, at_most_seconds: float) -> int:
        """Wait, in real time, until more than ``seen`` events have happened; returns how many have."""
        with self.changed:
            self.changed.wait_for(lambda: self.events > seen or self.is_closed, at_most_seconds)
            return self.events

    def close(self) -> None:
        """Stop everything that waits."""
        with self.changed:
            self.is_closed = True
            self.changed.notify_all()

    def forget_everything(self) -> None:
        """Back to an empty network; running calls end without a report."""
        with self.changed:
            for leg in self.legs.values():
                leg.is_cut = leg.is_forgotten = True
            self.handsets.clear()
            self.messages.clear()
            self.legs.clear()
            self.opted_out.clear()
            self.touch()

    def add_or_rename(self, handset: Handset) -> None:
        """Take over a handset from the service's list; its texts and what it does by itself stay."""
        with self.changed:
            known = self.handsets.setdefault(handset.phone_number, handset)
            known.name, known.kind = handset.name, handset.kind
            known.language, known.alias_hint = handset.language, handset.alias_hint

    def find_or_add(self, phone_number: str) -> Handset:
        """The handset with this number or withheld caller id; an unknown one becomes a stranger's."""
        with self.changed:
            if phone_number not in self.handsets:
                is_withheld = phone_number in WITHHELD_CALLERS.values()
                kind = HandsetKind.WITHHELD if is_withheld else HandsetKind.STRANGER
                name = "Hidden number" if is_withheld else "Stranger"
                self.handsets[phone_number] = Handset(phone_number, name, kind)
                self.touch()
            return self.handsets[phone_number]

    def keep_text(self, phone_number: str, text: HandsetText) -> None:
        """Put a text on the handset's screen."""
        with self.changed:
            self.find_or_add(phone_number).texts.append(text)
            self.touch()

    def legs_of(self, phone_number: str) -> list[CallLeg]:
        """All calls that this handset has seen, oldest first; one still in the provider's queue is not among them."""
        with self.changed:
            return [leg for leg in self.legs.values() if leg.handset_number == phone_number and leg.started_at]

    def live_leg(self, phone_number: str) -> CallLeg | None:
        """The call that rings or runs on this handset now."""
        with self.changed:
            return next((leg for leg in self.legs_of(phone_number) if leg.is_at_the_handset), None)

    def set_habit(self, phone_number: str, habit: HandsetHabit, keys: str = "") -> None:
        """Let the handset do this by itself from now on; ``keys`` instead of the ones the habit presses.

        Raises NotPossible for what is not a key.
        """
        if keys:
            _check_keys(keys)
        with self.changed:
            handset = self.find_or_add(phone_number)
            handset.habit, handset.habit_keys = habit, keys
            self.touch()

    def switch_off_for(self, phone_number: str, seconds: int) -> None:
        """Off at once, in the middle of a call too, and on again ``seconds`` later on the moved clock; 0 is on now."""
        with self.changed:
            handset = self.find_or_add(phone_number)
            handset.off_until = self.clock.seconds() + seconds if seconds else None
            leg = self.live_leg(phone_number) if seconds else None
            if leg is not None and leg.direction is not Direction.INBOUND and leg.state is CallState.RINGING:
                leg.ring_reply = RingReply.RING_OUT
            elif leg is not None:
                leg.is_cut = True
            self.touch()

    def hide_number(self, phone_number: str, withheld_as: str | None) -> None:
        """Let calls from this handset show ``withheld_as``, or its number again. Raises NotPossible for other words."""
        if withheld_as is not None and withheld_as not in WITHHELD_CALLERS.values():
            raise NotPossible("No carrier hides a number like that.")
        with self.changed:
            self.find_or_add(phone_number).withheld_as = withheld_as
            self.touch()

    def is_off(self, handset: Handset) -> bool:
        """True while the handset is off, for good or for a while."""
        is_off_for_a_while = handset.off_until is not None and handset.off_until > self.clock.seconds()
        return handset.habit is HandsetHabit.SWITCHED_OFF or is_off_for_a_while

    def reply_to_ring(self, phone_number: str, reply: RingReply) -> None:
        """Answer, decline or leave a ringing call. Raises NotPossible when nothing rings."""
        with self.changed:
            leg = self.live_leg(phone_number)
            if leg is None or leg.direction is Direction.INBOUND or leg.state is not CallState.RINGING:
                raise NotPossible("This phone is not ringing.")
            leg.ring_reply = reply
            self.touch()

    def press(self, phone_number: str, keys: str) -> bool:
        """Press keys in a call; True when somebody was listening for them.

        Raises NotPossible when no call runs or a key is not one of 0 to 9, ``*`` and ``#``.
        """
        _check_keys(keys)
        with self.changed:
            leg = self.live_leg(phone_number)
            if leg is None or leg.state is not CallState.IN_PROGRESS:
                raise NotPossible("This phone is not in a call.")
            was_heard = leg.is_awaiting_keys
            if was_heard:
                leg.pressed += keys
            self.touch()
            return was_heard

    def hang_up(self, phone_number: str) -> None:
        """Put the handset down; on a ringing incoming call this declines it. Raises NotPossible without a call."""
        with self.changed:
            leg = self.live_leg(phone_number)
            if leg is None:
                raise NotPossible("This phone is not in a call.")
            if leg.state is CallState.RINGING and leg.direction is not Direction.INBOUND:
                leg.ring_reply = RingReply.DECLINE
            else:
                leg.is_cut = True
            self.touch()


def _check_keys(keys: str) -> None:
    if not keys or set(keys) - set("0123456789*#"):
        raise NotPossible("A keypad has only the keys 0 to 9, * and #.")
