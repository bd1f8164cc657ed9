"""Requests as Twilio makes them: a form, signed with our account's token."""

from flask.testing import FlaskClient
from twilio.request_validator import RequestValidator
from werkzeug.test import TestResponse

from remote_cm.settings import Settings


class SignedClient:
    """Sends signed forms to the app; ``spoil`` changes one thing after the signature was made."""

    def __init__(self, client: FlaskClient, settings: Settings) -> None:
        self._client = client
        self._settings = settings

    def post(self, address: str, **fields: str) -> TestResponse:
        """Send what Twilio would send, with its account and our number in it."""
        form = self.form(**fields)
        return self._client.post(address, data=form, headers={"X-Twilio-Signature": self.signature(address, form)})

    def get(self, address: str) -> TestResponse:
        """Ask for a page as the simulator does."""
        return self._client.get(address, headers={"X-Twilio-Signature": self.signature(address, {})})

    def form(self, **fields: str) -> dict[str, str]:
        """The fields that are in every request of Twilio's, and these."""
        return {
            "AccountSid": self._settings.twilio_account_sid,
            "To": self._settings.twilio_phone_number,
            "From": "+12025550123",
            **fields,
        }

    def signature(self, address: str, form: dict[str, str]) -> str:
        """The signature over an address and a form."""
        validator = RequestValidator(self._settings.twilio_auth_token)
        return str(validator.compute_signature(self._settings.public_base_url + address, form))
