"""The states of a text or a ring on its way to a phone: only ever forward, and a final one is final for good.

Providers report late, twice and in any order (twilio notes §1.3, §1.4, §1.6), so a report counts by its rank and not by
when it came.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from enum import StrEnum

from remote_cm.domain.failure_reason import FailureReason


class DeliveryState(StrEnum):
    """Where a text or a ring stands. Stored by value; ``rank`` orders them and ``is_final`` says that it is over."""

    OWED = "owed"
    """We have to send it; nobody has begun."""

    CLAIMED = "claimed"
    """A worker of ours is handing it over, or was when it stopped."""

    OUTCOME_UNKNOWN = "outcome_unknown"
    """The provider's answer was lost: it may have been sent or not."""

    QUEUED = "queued"
    """The provider has it."""

    SENT = "sent"
    """The next carrier has the text; on many routes this is the last that is ever heard."""

    RINGING = "ringing"
    """The phone rings."""

    IN_PROGRESS = "in_progress"
    """Somebody or something picked up, which is no acknowledgement of anything."""

    DELIVERED = "delivered"
    UNDELIVERED = "undelivered"
    COMPLETED = "completed"
    BUSY = "busy"
    NO_ANSWER = "no_answer"
    CANCELED = "canceled"
    FAILED = "failed"
    """The provider gave up."""

    REFUSED = "refused"
    """The provider said no at once."""

    EXPIRED = "expired"
    """We gave up: its deadline passed, or too many tries were lost."""

    @property
    def rank(self) -> int:
        """How far along it is; states of one rank never follow each other."""
        return _RANK[self]

    @property
    def is_final(self) -> bool:
        """True when nothing more can become of it."""
        return self.rank == _FINAL_RANK


_WAY: tuple[frozenset[DeliveryState], ...] = (
    frozenset({DeliveryState.OWED}),
    frozenset({DeliveryState.CLAIMED}),
    frozenset({DeliveryState.OUTCOME_UNKNOWN}),
    frozenset({DeliveryState.QUEUED}),
    frozenset({DeliveryState.SENT, DeliveryState.RINGING}),
    frozenset({DeliveryState.IN_PROGRESS}),
)
_FINAL_RANK = len(_WAY)
_RANK: Mapping[DeliveryState, int] = {
    state: next((place for place, states in enumerate(_WAY) if state in states), _FINAL_RANK) for state in DeliveryState
}

_PROVIDER_WORDS: Mapping[str, DeliveryState] = {
    "accepted": DeliveryState.QUEUED,
    "scheduled": DeliveryState.QUEUED,
    "queued": DeliveryState.QUEUED,
    "initiated": DeliveryState.QUEUED,
    "sending": DeliveryState.QUEUED,
    "sent": DeliveryState.SENT,
    "delivered": DeliveryState.DELIVERED,
    "read": DeliveryState.DELIVERED,
    "undelivered": DeliveryState.UNDELIVERED,
    "ringing": DeliveryState.RINGING,
    "answered": DeliveryState.IN_PROGRESS,
    "in_progress": DeliveryState.IN_PROGRESS,
    "completed": DeliveryState.COMPLETED,
    "busy": DeliveryState.BUSY,
    "no_answer": DeliveryState.NO_ANSWER,
    "canceled": DeliveryState.CANCELED,
    "failed": DeliveryState.FAILED,
}


def read_provider_status(status: str) -> DeliveryState | None:
    """The state that a provider's word stands for, or None for a word that says nothing about a message of ours.

    Case and the choice of ``-`` or ``_`` do not matter (twilio notes §1.2, §1.3).
    """
    return _PROVIDER_WORDS.get(status.strip().lower().replace("-", "_"))


def next_state(current: DeliveryState, reported: DeliveryState) -> DeliveryState:
    """The state after a provider's report: the reported one when it is further along, else the current one.

    A repeated report, one that was overtaken, and any report after a final state change nothing.
    """
    return reported if reported.rank > current.rank else current


@dataclass(frozen=True)
class MessagePolicy:
    """The numbers of texts and rings (section ``messages`` of the policy file). Raises ValueError when they contradict.

    ``alert_valid_seconds``, ``reply_valid_seconds``: how long a text of that purpose may still be given to the provider
    and wait there; an alert's is short, so that a stale one does not arrive at night (twilio notes §0).
    ``reply_to_danger``: whether the sender of a danger text is answered by a text at all (SMS vocabulary §5.3).
    ``ring_seconds``: how long a phone rings. ``call_limit_seconds``: when a call of ours ends by itself.
    ``key_wait_seconds``, ``prompts_at_most``: how long a key is waited for, and how often it is asked for.
    ``claim_seconds``: how long a claimed or unknown message is left to whoever claimed it, before it is looked up at
    the provider and, if it is not there, sent again. ``try_again_seconds``: the pause when the provider cannot now
    connect a bridge. ``pauses_seconds`` and ``page_pauses_seconds``: the pauses between tries of an ordinary text and
    of an alert's page while the provider cannot now; the last one is repeated until the message's own deadline.
    ``resend_after_seconds``: after which pauses an ordinary text that the provider took and could not deliver is sent
    again, by why it could not; for a reason that is not named, never. ``resend_page_after_seconds``: the same for the
    text of an alert, whatever passing reason it was. ``channel_probe_minutes``: how often one ordinary message is tried
    while our account has to be mended and the others wait.
    ``nudge_again_seconds``: from when a message that nobody took is handed to the queue again, and
    ``watch_patience_seconds`` from when the watch hands it over itself.
    ``most_tries_when_unknown``: how often an ordinary text is given to the provider while its answers are lost; an
    alert's page has no such end.
    ``late_after_seconds``: from when a step of a ladder, and the report that opened it, is shown as late.
    ``stale_after_minutes``: from when a text that is no danger gets no answer of its own, which would only confuse.
    """

    alert_valid_seconds: int
    reply_valid_seconds: int
    reply_to_danger: bool
    ring_seconds: int
    call_limit_seconds: int
    key_wait_seconds: int
    prompts_at_most: int
    claim_seconds: int
    try_again_seconds: int
    pauses_seconds: tuple[int, ...]
    page_pauses_seconds: tuple[int, ...]
    resend_after_seconds: Mapping[FailureReason, tuple[int, ...]]
    resend_page_after_seconds: tuple[int, ...]
    channel_probe_minutes: int
    nudge_again_seconds: int
    watch_patience_seconds: int
    most_tries_when_unknown: int
    late_after_seconds: int
    stale_after_minutes: int

    def __post_init__(self) -> None:
        low = [field.name for field in fields(self) if field.type is int and getattr(self, field.name) < 1]
        if low:
            raise ValueError(f"must be 1 or more: {', '.join(low)}")
        for pauses in (self.pauses_seconds, self.page_pauses_seconds):
            if not pauses or pauses[0] < 1 or list(pauses) != sorted(pauses):
                raise ValueError("pauses between tries are 1 or more, and none is shorter than the one before")
        if any(seconds < 1 for pauses in self._resend_pauses for seconds in pauses):
            raise ValueError("what could not be delivered is sent again after 1 second or more")
        if self.claim_seconds >= self.alert_valid_seconds:
            raise ValueError("claim_seconds must be below alert_valid_seconds, or a lost page is never sent again")
        if self.call_limit_seconds <= self.key_wait_seconds * self.prompts_at_most:
            raise ValueError("call_limit_seconds must leave time for every prompt")

    @property
    def _resend_pauses(self) -> tuple[tuple[int, ...], ...]:
        return (*self.resend_after_seconds.values(), self.resend_page_after_seconds)
