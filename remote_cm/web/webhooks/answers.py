"""How a provider is answered: TwiML with its words filled in, and what is said when we fail ourselves."""

from flask import Response

from call_flows.steps import VoiceWords
from remote_cm.web.request_context import surroundings

TRY_AGAIN = ("", 503)
"""What the provider repeats its request on."""


def words(key: VoiceWords, language: str) -> str:
    """The sentence of a key, as a machine says it."""
    return surroundings().texts.get(key.value, language)


def xml(document: str) -> Response:
    """A TwiML document as an answer."""
    return Response(document, content_type="text/xml; charset=utf-8")
