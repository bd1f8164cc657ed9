"""How a provider is answered: TwiML with its words filled in, and what is said when we fail ourselves."""

from collections.abc import Callable

import structlog
from flask import Response, request

from call_flows.steps import VoiceWords
from remote_cm.web.request_context import surroundings

log = structlog.get_logger(__name__)

TRY_AGAIN = ("", 503)
"""What the provider repeats its request on."""


def is_done(service: Callable[[], None]) -> bool:
    """True once the service has run; whatever it raises is logged, since each webhook has its own safe answer."""
    try:
        service()
    except Exception:
        # Each webhook has its own safe answer to every failure of ours.
        log.exception("webhook_failed", route=str(request.url_rule))
        return False
    return True


def words(key: VoiceWords, language: str) -> str:
    """The sentence of a key, as a machine says it."""
    return surroundings().texts.get(key.value, language)


def xml(document: str) -> Response:
    """A TwiML document as an answer."""
    return Response(document, content_type="text/xml; charset=utf-8")
