"""Calls through Twilio. None is ever recorded (N11)."""

from datetime import datetime
from urllib.parse import quote

from twilio.rest import Client

from remote_cm.gateways.twilio.errors import ask_twilio, read_id
from remote_cm.ports import Ring

VOICE_RETRIES = "#rc=2&rp=ct,5xx&rt=4000&tt=12000"
"""How Twilio repeats a request for what is said next; the whole must fit in its ceiling of 15 s (§1.5)."""

REPORT_RETRIES = "#rc=3&rp=ct,5xx&rt=4000&tt=15000"

CALL_EVENTS = ("initiated", "ringing", "answered", "completed")

MOST_LOOKED_AT = 200


class TwilioCallPlacer:
    """Rings phones from our number. What is heard is fetched from our own address once somebody answers."""

    def __init__(self, client: Client, from_number: str, public_base_url: str) -> None:
        self._client = client
        self._from_number = from_number
        self._webhooks = public_base_url.rstrip("/") + "/webhooks/twilio"

    def place_call(self, ring: Ring) -> str:
        """Ring one phone, once, and return Twilio's id. Raises TryLater, Refused or OutcomeUnknown."""
        reference = quote(ring.reference, safe="")
        return ask_twilio(
            lambda: read_id(
                self._client.calls.create(
                    to=ring.phone_number,
                    from_=self._from_number,
                    url=f"{self._webhooks}/call/alert?a={reference}{VOICE_RETRIES}",
                    method="POST",
                    fallback_url=f"{self._webhooks}/call/fallback",
                    fallback_method="POST",
                    status_callback=f"{self._webhooks}/call-status?a={reference}{REPORT_RETRIES}",
                    status_callback_method="POST",
                    status_callback_event=list(CALL_EVENTS),
                    timeout=ring.ring_seconds,
                    time_limit=ring.limit_seconds,
                    record=False,
                )
            )
        )

    def find_call(self, ring: Ring, since: datetime) -> str | None:
        """Twilio's id of a call whose answer was lost, or None. Raises TryLater, Refused or OutcomeUnknown.

        Twilio keeps no reference of ours, so a call is known by its number and its making since the aware moment
        ``since``, to the second: one phone has one live call at a time.
        """
        return ask_twilio(lambda: self._find(ring, since.replace(microsecond=0)))

    def _find(self, ring: Ring, since: datetime) -> str | None:
        for call in self._client.calls.stream(to=ring.phone_number, from_=self._from_number, limit=MOST_LOOKED_AT):
            if call.date_created >= since:
                return read_id(call)
        return None
