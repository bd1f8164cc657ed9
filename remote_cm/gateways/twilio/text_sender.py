"""Texts through Twilio."""

from datetime import datetime
from urllib.parse import quote

from twilio.rest import Client

from remote_cm.gateways.twilio.errors import ask_twilio, read_id
from remote_cm.gateways.twilio.listed import oldest_not_another
from remote_cm.ports import IsAnother, Text, nothing_is_known

REPORT_RETRIES = "#rc=3&rp=ct,5xx&rt=5000"
"""How Twilio repeats a delivery report that we failed to take; the fragment is not part of the signature (§1.5)."""

MOST_LOOKED_AT = 200


class TwilioTextSender:
    """Hands texts to Twilio from our number. Delivery reports come back with our own reference in their address."""

    def __init__(self, client: Client, from_number: str, public_base_url: str) -> None:
        self._client = client
        self._from_number = from_number
        self._public_base_url = public_base_url.rstrip("/")

    def send_text(self, text: Text) -> str:
        """Hand over one text, once, and return Twilio's id. Raises TryLater, Refused or OutcomeUnknown."""
        return ask_twilio(
            lambda: read_id(
                self._client.messages.create(
                    to=text.phone_number,
                    from_=self._from_number,
                    body=text.body,
                    validity_period=text.valid_for_seconds,
                    status_callback=self._report_address(text.reference),
                )
            )
        )

    def find_text(self, text: Text, since: datetime, is_another: IsAnother = nothing_is_known) -> str | None:
        """Twilio's id of a text whose answer was lost, or None. Raises TryLater, Refused or OutcomeUnknown.

        Twilio keeps no reference of ours, so a text is known by its number, its words and its making since the aware
        moment ``since``, to the second, as Twilio keeps it. The moment of making is compared here and not asked for:
        Twilio filters by the moment of sending, which a text still waiting in its queue does not have. The same words
        go to one number again and again, so whatever is known to be another message is passed over, and of several
        the oldest is taken: the newer ones may be those of a message that was owed later and can be no older.
        """
        return ask_twilio(lambda: self._find(text, since.replace(microsecond=0), is_another))

    def _find(self, text: Text, since: datetime, is_another: IsAnother) -> str | None:
        listed = self._client.messages.list(to=text.phone_number, from_=self._from_number, limit=MOST_LOOKED_AT)
        fitting = (one for one in listed if one.body == text.body and one.date_created >= since)
        return oldest_not_another((read_id(one) for one in fitting), is_another)

    def _report_address(self, reference: str) -> str:
        return f"{self._public_base_url}/webhooks/twilio/message-status?a={quote(reference, safe='')}{REPORT_RETRIES}"
