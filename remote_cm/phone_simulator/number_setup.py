"""How the simulated number is set up: which address is told of what, as Twilio's resource of a number says it."""

from dataclasses import dataclass

from remote_cm.phone_simulator.switchboard import API_VERSION

_SID = "PN" + "0" * 31 + "1"
_TEXT_RETRIES = "#rc=3&rp=ct,5xx&rt=5000"
_VOICE_RETRIES = "#rc=2&rp=ct,5xx&rt=4000&tt=12000"


@dataclass(frozen=True)
class NumberSetup:
    """The addresses of one number, with the retries that the fact sheet suggests in 1.5."""

    phone_number: str
    base_url: str

    @property
    def sms_url(self) -> str:
        """Who is told of a text."""
        return f"{self.base_url}/webhooks/twilio/sms{_TEXT_RETRIES}"

    @property
    def sms_fallback_url(self) -> str:
        """Who is told of it when that failed."""
        return f"{self.base_url}/webhooks/twilio/sms-fallback{_TEXT_RETRIES}"

    @property
    def voice_url(self) -> str:
        """Who is asked what a caller hears."""
        return f"{self.base_url}/webhooks/twilio/voice{_VOICE_RETRIES}"

    @property
    def voice_fallback_url(self) -> str:
        """Who is asked when that failed."""
        return f"{self.base_url}/webhooks/twilio/voice-fallback{_VOICE_RETRIES}"

    @property
    def status_callback(self) -> str:
        """Who is told how a call to the number ended; the simulator does not report that."""
        return f"{self.base_url}/webhooks/twilio/call-status{_TEXT_RETRIES}"

    def as_json(self, account_sid: str) -> dict[str, object]:
        """One IncomingPhoneNumber resource."""
        return {
            "sid": _SID,
            "account_sid": account_sid,
            "api_version": API_VERSION,
            "phone_number": self.phone_number,
            "friendly_name": "The number of the simulator",
            "capabilities": {"voice": True, "sms": True, "mms": False, "fax": False},
            "sms_url": self.sms_url,
            "sms_method": "POST",
            "sms_fallback_url": self.sms_fallback_url,
            "sms_fallback_method": "POST",
            "sms_application_sid": "",
            "voice_url": self.voice_url,
            "voice_method": "POST",
            "voice_fallback_url": self.voice_fallback_url,
            "voice_fallback_method": "POST",
            "voice_application_sid": "",
            "status_callback": self.status_callback,
            "status_callback_method": "POST",
            "trunk_sid": None,
            "uri": f"/{API_VERSION}/Accounts/{account_sid}/IncomingPhoneNumbers/{_SID}.json",
        }
