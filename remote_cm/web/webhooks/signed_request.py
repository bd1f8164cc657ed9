"""The proof that a request was signed with our provider's token: for webhooks, and for the simulator's own calls."""

import structlog
from flask import request
from flask.typing import ResponseReturnValue

from remote_cm.gateways.twilio.webhook_signature import concerns_number, is_for_account, is_genuine
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.web.request_context import settings, surroundings
from remote_cm.web.webhooks.intake import intake, is_database_away

log = structlog.get_logger(__name__)

FORM = "application/x-www-form-urlencoded"
REFUSED = ("", 403)
"""The whole answer to a stranger, whatever was wrong."""


def prove_provider() -> ResponseReturnValue | None:
    """None for a form that the provider signed for our account and our number; else a refusal with an audit row."""
    known = settings()
    if (
        request.mimetype == FORM
        and _is_signed()
        and is_for_account(request.form, known.twilio_account_sid)
        and concerns_number(request.form, known.twilio_phone_number)
    ):
        return None
    _note_refusal()
    return REFUSED


def prove_signature() -> ResponseReturnValue | None:
    """None for anything that carries a signature made with our token: the phone simulator's own requests."""
    return None if _is_signed() else REFUSED


def _is_signed() -> bool:
    # The path and query as they came: a framework's full address decodes letters that the provider signed (notes §2.1).
    return is_genuine(
        (settings().twilio_auth_token,),
        settings().public_base_url,
        request.path,
        request.query_string.decode("latin-1"),
        request.form.items(multi=True),
        request.headers.get("X-Twilio-Signature"),
    )


def _note_refusal() -> None:
    """An audit row that names the route and nothing of what was sent; without it a stranger is refused all the same."""
    around, route = surroundings(), str(request.url_rule)
    try:
        intake().within(around.policy.reliability.voice_seconds, lambda: _add_refusal(around, route))
    except Exception as failure:  # noqa: BLE001 - a stranger is refused all the same
        is_database_away(failure)
        log.error("audit_row_lost")


def _add_refusal(around: Surroundings, route: str) -> None:
    with around.database.unit_of_work() as work:
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=None,
            act="webhook:refused",
            subject_kind="webhook",
            route=route,
        )
        work.commit()
