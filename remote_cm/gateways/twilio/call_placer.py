"""Calls through Twilio. None is ever recorded (N11)."""

from datetime import datetime
from urllib.parse import quote

from twilio.rest import Client

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.gateways.twilio.errors import ask_twilio, read_id
from remote_cm.gateways.twilio.listed import oldest_not_another
from remote_cm.ports import IsAnother, Refused, Ring, RingPurpose, nothing_is_known

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
        # The reports of a bridge say of which of its two telephones they are.
        reports_of = f"a={reference}&leg=caller" if ring.purpose is RingPurpose.BRIDGE else f"a={reference}"
        return ask_twilio(
            lambda: read_id(
                self._client.calls.create(
                    to=ring.phone_number,
                    from_=self._from_number,
                    url=f"{self._webhooks}/call/{ring.purpose}?a={reference}{VOICE_RETRIES}",
                    method="POST",
                    fallback_url=f"{self._webhooks}/call/fallback",
                    fallback_method="POST",
                    status_callback=f"{self._webhooks}/call-status?{reports_of}{REPORT_RETRIES}",
                    status_callback_method="POST",
                    status_callback_event=list(CALL_EVENTS),
                    timeout=ring.ring_seconds,
                    time_limit=ring.limit_seconds,
                    record=False,
                )
            )
        )

    def find_call(self, ring: Ring, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """Twilio's id of a call whose answer was lost, or None. Raises TryLater, Refused or OutcomeUnknown.

        Twilio keeps no reference of ours, so a call is known by its number and its making since the aware moment
        ``since``, to the second; whatever is known to be another call is passed over, and the oldest is taken.
        """
        return ask_twilio(lambda: self._find(ring, since.replace(microsecond=0), is_another))

    def end_call(self, provider_id: str, *, is_answered: bool) -> None:
        """End one call. Raises TryLater, Refused or OutcomeUnknown; one that is over already is no error.

        Twilio ends a call that was answered by one word and a call that rings by another (§4.1), and a call may be
        answered while we ask: where the one is refused the other is tried.
        """
        words = ("completed", "canceled") if is_answered else ("canceled", "completed")
        for word in words:
            if self._is_ended_as(provider_id, word):
                return

    def _is_ended_as(self, provider_id: str, word: str) -> bool:
        try:
            ask_twilio(lambda: read_id(self._client.calls(provider_id).update(status=word)))
        except Refused as refusal:
            if refusal.reason != FailureReason.ALREADY_OVER:
                raise
            return False
        return True

    def _find(self, ring: Ring, since: datetime, is_another: IsAnother) -> str | None:
        listed = self._client.calls.list(to=ring.phone_number, from_=self._from_number, limit=MOST_LOOKED_AT)
        return oldest_not_another((read_id(one) for one in listed if one.date_created >= since), is_another)
