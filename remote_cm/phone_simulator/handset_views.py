"""How a handset and its calls are shown: as plain values, for the pages and for JSON alike."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.phone_simulator.behaviours import IN_WORDS
from remote_cm.phone_simulator.records import CallLeg, CallState, Handset, HandsetHabit
from remote_cm.phone_simulator.telephone import Telephone


@dataclass(frozen=True)
class TextView:
    """One text on the screen."""

    sid: str
    direction: str
    body: str
    at: datetime


@dataclass(frozen=True)
class CallView:
    """One call as the handset saw it. ``state`` is Twilio's word for it; directions are the handset's.

    ``is_dialling`` from the ``<Dial>`` verb's first ring to its end. ``joined_with`` is the number of the phone at the
    other end, which no handset shows: tests read it.
    """

    sid: str
    direction: str
    state: str
    from_number: str
    to_number: str
    at: datetime | None
    heard: tuple[str, ...]
    is_awaiting_keys: bool
    is_dialling: bool
    is_bridged: bool
    joined_with: str | None
    parent_sid: str | None
    duration_seconds: int | None

    @property
    def number_shown(self) -> str:
        """The number that stands on this handset's screen."""
        return self.from_number if self.direction == "incoming" else self.to_number

    @property
    def is_ringing_here(self) -> bool:
        """True while somebody could answer it."""
        return self.direction == "incoming" and self.state == CallState.RINGING

    @property
    def is_live(self) -> bool:
        """True while it rings or runs."""
        return self.state in (CallState.RINGING, CallState.IN_PROGRESS)

    @property
    def in_words(self) -> str:
        """What a person beside the phone would say about it."""
        if self.state == CallState.RINGING:
            return "Ringing" if self.direction == "incoming" else "Calling the service"
        if self.state == CallState.IN_PROGRESS:
            if self.is_bridged:
                return "Joined with another phone"
            return "Waiting for the other phone" if self.is_dialling else "In a call"
        ended = {
            CallState.BUSY: "Declined" if self.direction == "incoming" else "Rang, and was rejected: busy",
            CallState.NO_ANSWER: "Not answered" if self.direction == "incoming" else "Rang, and hung up",
            CallState.CANCELED: "Stopped ringing",
            CallState.FAILED: "Could not be connected",
        }
        return ended.get(CallState(self.state), f"Ended after {self.duration_seconds or 0} s")


@dataclass(frozen=True)
class HandsetView:
    """One handset with everything on its screen. ``key`` is its name in addresses; ``off_until`` says when a handset
    that is off for a while is on again."""

    key: str
    phone_number: str
    name: str
    kind: str
    language: str | None
    alias_hint: str | None
    habit: str
    off_until: datetime | None
    withheld_as: str | None
    new_texts: int
    texts: tuple[TextView, ...]
    calls: tuple[CallView, ...]

    @property
    def is_off(self) -> bool:
        """True while it neither rings nor takes texts."""
        return self.off_until is not None or self.habit == HandsetHabit.SWITCHED_OFF

    @property
    def by_itself(self) -> str:
        """What it does without a hand on it, in words; empty for a handset that only does what is pressed."""
        if self.off_until is not None:
            return "Off for a while"
        return "" if self.habit == HandsetHabit.BY_HAND else IN_WORDS[HandsetHabit(self.habit)]

    @property
    def live_call(self) -> CallView | None:
        """The call that rings or runs now."""
        return next((call for call in self.calls if call.is_live), None)

    @property
    def is_waiting(self) -> bool:
        """True when somebody should look at it."""
        return self.new_texts > 0 or (self.live_call is not None and self.live_call.is_ringing_here)


def view_of(telephone: Telephone, handset: Handset) -> HandsetView:
    """The handset as it is at this moment."""
    with telephone.changed:
        return HandsetView(
            key=key_of(handset.phone_number),
            phone_number=handset.phone_number,
            name=handset.name,
            kind=handset.kind.value,
            language=handset.language,
            alias_hint=handset.alias_hint,
            habit=handset.habit.value,
            off_until=_off_until(telephone, handset),
            withheld_as=handset.withheld_as,
            new_texts=handset.new_texts,
            texts=tuple(
                TextView(text.sid, text.direction.seen_from_the_handset, text.body, text.at) for text in handset.texts
            ),
            calls=tuple(call_view_of(leg) for leg in telephone.legs_of(handset.phone_number)),
        )


def call_view_of(leg: CallLeg) -> CallView:
    """The call as it is at this moment; the caller holds the lock."""
    return CallView(
        sid=leg.sid,
        direction=leg.direction.seen_from_the_handset,
        state=leg.state.value,
        from_number=leg.order.caller_id,
        to_number=leg.order.to,
        at=leg.started_at,
        heard=tuple(leg.heard),
        is_awaiting_keys=leg.is_awaiting_keys,
        is_dialling=leg.is_dialling,
        is_bridged=leg.bridged_with is not None,
        joined_with=None if leg.bridged_with is None else leg.bridged_with.handset_number,
        parent_sid=None if leg.parent is None else leg.parent.sid,
        duration_seconds=leg.duration_seconds,
    )


def _off_until(telephone: Telephone, handset: Handset) -> datetime | None:
    left = (handset.off_until or 0) - telephone.clock.seconds()
    return telephone.clock.now() + timedelta(seconds=left) if handset.off_until is not None and left > 0 else None


def key_of(phone_number: str) -> str:
    """The number without its plus sign; a withheld caller's word as it is."""
    return phone_number.removeprefix("+")


def number_of(key: str) -> str:
    """The number, or the withheld caller's word, that ``key`` stands for."""
    return f"+{key}" if key.isascii() and key.isdigit() else key


def written_language(text: str) -> str | None:
    """``bn`` or ``my`` for letters of those scripts, so that a page can say so to the browser; None for all others."""
    if any("\u0980" <= letter <= "\u09ff" for letter in text):
        return "bn"
    if any("\u1000" <= letter <= "\u109f" for letter in text):
        return "my"
    return None
