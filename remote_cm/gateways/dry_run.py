"""The outside as it is when there is none: texts, calls and nudges are kept in memory, and nobody's phone rings.

A closed world: only the invented numbers +1 202 555 0100 to 0199 exist in it, so that a dry run can never be handed a
living person's number.
"""

import re
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Generic, TypeVar

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.ports import (
    AccountRefused,
    Clock,
    IsAnother,
    Job,
    OutcomeUnknown,
    ProviderError,
    Refused,
    Ring,
    Text,
    TryLater,
    nothing_is_known,
)

INVENTED_NUMBER = re.compile(r"\+120255501\d\d")

Sent = TypeVar("Sent", Text, Ring)


class NotInvented(RuntimeError):
    """A number that may be somebody's was handed to a dry run. It is not repeated here."""


@dataclass(frozen=True)
class _Failure:
    error: ProviderError
    was_accepted: bool


class _DryProvider(Generic[Sent]):
    """What texts and calls have in common: accept, fail as told, and find again what was accepted."""

    id_prefix: str

    def __init__(self, clock: Clock | None = None) -> None:
        self._clock = clock
        self._told: deque[_Failure] = deque()
        self._accepted: list[tuple[str, Sent, datetime | None]] = []

    @property
    def sent(self) -> list[Sent]:
        """All that was accepted, in order, also where its answer was lost."""
        return [sent for _, sent, _ in self._accepted]

    @property
    def failures_left(self) -> int:
        """How many of the failures that were told have not come yet; a test that leaves some has missed its point."""
        return len(self._told)

    def be_busy_next(self, after_seconds: int | None = None) -> None:
        """Answer the next request with TryLater: nothing was sent."""
        busy = TryLater(FailureReason.TOO_MANY_REQUESTS, after_seconds)
        self._told.append(_Failure(busy, was_accepted=False))

    def refuse_account_next(self, reason: FailureReason = FailureReason.ACCOUNT_REFUSED) -> None:
        """Answer the next request with AccountRefused: nothing was sent."""
        self._told.append(_Failure(AccountRefused(reason), was_accepted=False))

    def refuse_next(self, reason: str) -> None:
        """Answer the next request with Refused, for good."""
        self._told.append(_Failure(Refused(reason), was_accepted=False))

    def lose_next_answer(self, was_accepted: bool) -> None:
        """Answer the next request with OutcomeUnknown, whether it was accepted before the answer was lost or not."""
        self._told.append(_Failure(OutcomeUnknown("dry run lost the answer"), was_accepted))

    def _take(self, sent: Sent) -> str:
        if not INVENTED_NUMBER.fullmatch(sent.phone_number):
            raise NotInvented("a dry run takes invented numbers only")
        failure = self._told.popleft() if self._told else None
        if failure is not None and not failure.was_accepted:
            raise failure.error
        provider_id = f"{self.id_prefix}{len(self._accepted) + 1:032x}"
        self._accepted.append((provider_id, sent, self._clock.now() if self._clock else None))
        if failure is not None:
            raise failure.error
        return provider_id

    def _find(self, is_it: Callable[[Sent], bool], since: datetime, is_another: IsAnother) -> str | None:
        """The oldest that fits. Without a clock all that was accepted counts as recent."""
        for provider_id, sent, at in self._accepted:
            is_recent = at is None or at >= since.replace(microsecond=0)
            if is_it(sent) and is_recent and not is_another(provider_id):
                return provider_id
        return None


class DryTextSender(_DryProvider[Text]):
    """Keeps texts instead of sending them."""

    id_prefix = "SM"

    def send_text(self, text: Text) -> str:
        """Keep one text and return an id, or fail as told."""
        return self._take(text)

    def find_text(self, text: Text, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """The id of a kept text with the same number and words since an aware moment, or None."""
        wanted = (text.phone_number, text.body)
        return self._find(lambda sent: (sent.phone_number, sent.body) == wanted, since, is_another)


class DryCallPlacer(_DryProvider[Ring]):
    """Keeps calls instead of placing them."""

    id_prefix = "CA"

    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.ended: list[str] = []

    def place_call(self, ring: Ring) -> str:
        """Keep one call and return an id, or fail as told."""
        return self._take(ring)

    def find_call(self, ring: Ring, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """The id of a kept call to the same number since an aware moment, or None."""
        return self._find(lambda sent: sent.phone_number == ring.phone_number, since, is_another)

    def end_call(self, provider_id: str, *, is_answered: bool) -> None:  # noqa: ARG002 - nothing rings here
        """Keep the id of a call that was ended, or fail as told."""
        failure = self._told.popleft() if self._told else None
        if failure is None or failure.was_accepted:
            self.ended.append(provider_id)
        if failure is not None:
            raise failure.error


class DryJobQueue:
    """Keeps nudges instead of waking a worker."""

    def __init__(self) -> None:
        self.nudges: list[tuple[Job, str]] = []
        self.is_lost = False

    def nudge(self, job: Job, row_id: str) -> None:
        """Keep the nudge, or lose it in silence when ``is_lost``, as a queue without its Redis does."""
        if not self.is_lost:
            self.nudges.append((job, row_id))

    def is_answering(self) -> bool:
        """False while nudges are lost."""
        return not self.is_lost
