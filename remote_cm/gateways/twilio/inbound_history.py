"""What Twilio's lists say came to our number, and what became of what we sent (twilio notes §1.6)."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from twilio.rest import Client

from remote_cm.gateways.twilio.errors import ask_twilio
from remote_cm.ports import PastRing, PastText, Whereabouts

PAGE_SIZE = 200
"""So many in one answer; all pages are read, or a busy night would lose its end."""

Past = TypeVar("Past", PastText, PastRing)


class TwilioHistory:
    """Reads the lists of one number."""

    provider = "twilio"

    def __init__(self, client: Client, our_number: str) -> None:
        self._client = client
        self._our_number = our_number

    def list_texts(self, since: datetime) -> Sequence[PastText]:
        """Every text to our number since a moment, in the order in which they came. Raises TryLater, Refused or
        OutcomeUnknown.
        """
        asked = since.astimezone(UTC)
        return ask_twilio(
            lambda: _in_order(
                PastText(one.sid, one.from_ or "", one.body or "", one.date_sent or one.date_created)
                for one in self._client.messages.stream(to=self._our_number, date_sent_after=asked, page_size=PAGE_SIZE)
                if one.direction == "inbound"
            )
        )

    def list_rings(self, since: datetime) -> Sequence[PastRing]:
        """Every call to our number, as with texts."""
        asked = since.astimezone(UTC)
        return ask_twilio(
            lambda: _in_order(
                PastRing(one.sid, one._from or "", one.start_time or one.date_created)  # noqa: SLF001 - has no other
                for one in self._client.calls.stream(to=self._our_number, start_time_after=asked, page_size=PAGE_SIZE)
                if one.direction == "inbound"
            )
        )

    def find_text_state(self, provider_id: str) -> Whereabouts:
        """Where a text of ours stands. Raises TryLater, Refused or OutcomeUnknown."""

        def ask() -> Whereabouts:
            message = self._client.messages(provider_id).fetch()
            code = message.error_code
            return Whereabouts(_word(message.status), str(code) if code else None)

        return ask_twilio(ask)

    def find_call_state(self, provider_id: str) -> Whereabouts:
        """Where a call of ours stands. Raises TryLater, Refused or OutcomeUnknown."""
        return ask_twilio(lambda: Whereabouts(_word(self._client.calls(provider_id).fetch().status), None))


def _in_order(newest_first: Iterable[Past]) -> Sequence[Past]:
    """Twilio lists the newest first, by the second: turned round, what came in one second keeps its order."""
    came = list(newest_first)
    came.reverse()
    return sorted(came, key=lambda one: one.received_at)


def _word(status: object) -> str:
    return str(getattr(status, "value", status))
