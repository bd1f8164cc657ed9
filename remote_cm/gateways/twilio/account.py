"""Our account and our number as Twilio has them, for the operator's check."""

from datetime import datetime
from email.utils import parsedate_to_datetime

from twilio.rest import Client

from remote_cm.gateways.twilio.errors import ask_twilio
from remote_cm.ports import NumberSetup

ADDRESSES = ("voice_url", "voice_fallback_url", "sms_url", "sms_fallback_url", "status_callback")
METHODS = ("voice_method", "voice_fallback_method", "sms_method", "sms_fallback_method", "status_callback_method")
TAKES_OVER = ("voice_application_sid", "sms_application_sid", "trunk_sid")
"""Where one of these is set, Twilio looks at none of the number's own addresses."""


class TwilioAccount:
    """Looks at the number that the service uses."""

    def __init__(self, client: Client, our_number: str) -> None:
        self._client = client
        self._our_number = our_number

    def look_at_number(self) -> NumberSetup | None:
        """How our number is set up; None when the account has none such. Raises TryLater, Refused or OutcomeUnknown."""
        return ask_twilio(self._look)

    def _look(self) -> NumberSetup | None:
        # First, since a list that is refused does not say why.
        self._client.api.v2010.accounts(self._client.account_sid).fetch()
        found = self._client.incoming_phone_numbers.list(phone_number=self._our_number, limit=1)
        time = self._read_clock()
        if not found:
            return None
        number = found[0]
        taken_over = {name: str(value) for name in TAKES_OVER if (value := getattr(number, name, None))}
        return NumberSetup(
            addresses={**{name: getattr(number, name) or "" for name in ADDRESSES}, **taken_over},
            methods={name: getattr(number, name) or "" for name in METHODS},
            provider_time=time,
        )

    def _read_clock(self) -> datetime | None:
        """The hour in the head of an answer, which the library's own calls do not hand on."""
        account = f"{self._client.api.base_url}/2010-04-01/Accounts/{self._client.account_sid}.json"
        head = self._client.request("GET", account).headers or {}
        written = head.get("Date")
        try:
            return parsedate_to_datetime(written) if written else None
        except ValueError:
            return None
