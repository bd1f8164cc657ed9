"""What the phone simulator asks of us: move the clock, list the demo's telephones. Not there at all in production."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from remote_cm.domain.refusal import BadInput
from remote_cm.services.list_handsets import list_handsets
from remote_cm.services.move_clock import move_clock
from remote_cm.web.guards import signed_by
from remote_cm.web.request_context import surroundings
from remote_cm.web.webhooks.signed_request import prove_signature

development = Blueprint("development", __name__, url_prefix="/development")


@development.post("/clock")
@signed_by(prove_signature)
def clock() -> ResponseReturnValue:
    """Move the clock of every process forward by ``advance_seconds``; answers the whole offset."""
    typed = request.form.get("advance_seconds", "")
    try:
        offset = move_clock(surroundings(), int(typed) if typed.isascii() and typed.isdigit() else 0)
    except BadInput as wrong:
        return jsonify(error=str(wrong)), 400
    return jsonify(offset_seconds=offset)


@development.get("/handsets")
@signed_by(prove_signature)
def handsets() -> ResponseReturnValue:
    """Every telephone of the demo."""
    return jsonify([asdict(handset) for handset in list_handsets(surroundings())])
