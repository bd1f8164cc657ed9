"""Twilio's REST API of 2010 for messages and calls, as far as twilio-python calls it for this product."""

import hmac
from collections.abc import Iterator
from typing import Any

from flask import Blueprint, Response, g, jsonify, request
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator.api_mishaps import Mishap, MishapKind
from remote_cm.phone_simulator.api_orders import asks_for_recording, read_call_order, read_text_order
from remote_cm.phone_simulator.api_refusals import ApiRefusal
from remote_cm.phone_simulator.api_shapes import (
    call_as_json,
    call_matches,
    message_as_json,
    message_matches,
    page_as_json,
)
from remote_cm.phone_simulator.faults import FaultKind
from remote_cm.phone_simulator.records import CallState
from remote_cm.phone_simulator.simulator import Simulator
from remote_cm.phone_simulator.switchboard import API_VERSION

# Codes from here on are a carrier's word and only ever come by callback (fact sheet 5.1).
_FIRST_CARRIER_CODE = 30_000
_ENDS = {"completed": CallState.COMPLETED, "canceled": CallState.CANCELED}


class RestApi:
    """The account's resources, answered out of one simulator."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._telephone = simulator.telephone
        self._account_sid = simulator.settings.account_sid
        self._own_number = simulator.settings.phone_number

    def check_access(self) -> None:
        """Basic auth by account SID and auth token, before anything else. Raises ApiRefusal."""
        given = request.authorization
        name = (given.username if given else None) or ""
        password = (given.password if given else None) or ""
        is_known = hmac.compare_digest(name.encode(), self._account_sid.encode())
        is_right = hmac.compare_digest(password.encode(), self._simulator.settings.auth_token.encode())
        if not (is_known and is_right):
            raise ApiRefusal(20003)
        if g.account_sid != self._account_sid:
            raise ApiRefusal(20404)

    def suffer_mishap(self) -> None:
        """Let the request go wrong if a test ordered that. Raises ApiRefusal, or leaves ``g.mishap`` for later."""
        mishap: Mishap | None = self._simulator.mishaps.take(request.method, request.path)
        g.mishap = mishap
        if mishap is None:
            return
        if mishap.kind is MishapKind.HTTP_500:
            raise ApiRefusal(20500)
        if mishap.kind is MishapKind.HTTP_429:
            raise ApiRefusal(20429)
        if mishap.kind is MishapKind.REFUSE_CODE and mishap.code < _FIRST_CARRIER_CODE:
            raise ApiRefusal(mishap.code)

    def create_message(self) -> ResponseReturnValue:
        """``POST Messages.json``: accepted at once, delivered in the background."""
        order = read_text_order(request.form, self._own_number)
        if order.to in self._telephone.opted_out:
            raise ApiRefusal(21610)
        texting, error = self._simulator.texting, _carrier_code()
        with self._telephone.changed:
            # While the lock is held nothing moves on: the answer says "queued", as Twilio's does.
            message = texting.send_to_handset(
                order.to,
                order.body,
                order.status_callback,
                validity_seconds=order.validity_seconds,
                carrier_error=error,
            )
            answer = message_as_json(message, self._account_sid)
        if self._simulator.reports.manners.are_early:
            texting.wait_until_reported(message)
        return jsonify(answer), 201

    def list_messages(self) -> ResponseReturnValue:
        """``GET Messages.json``, newest first."""
        with self._telephone.changed:
            newest_first = list(self._telephone.messages.values())[::-1]
        found = [message for message in newest_first if message_matches(message, request.args)]
        wanted = request.args.to_dict()
        return jsonify(
            page_as_json("messages", request.path, found, lambda one: message_as_json(one, self._account_sid), wanted)
        )

    def message(self, sid: str) -> ResponseReturnValue:
        """``GET``, ``POST`` (which can only blank the body) or ``DELETE`` of ``Messages/<sid>.json``."""
        message = self._telephone.messages.get(sid)
        if message is None:
            raise ApiRefusal(20404)
        if request.method == "DELETE":
            if not message.status.is_final:
                raise ApiRefusal(20009)
            self._telephone.messages.pop(sid, None)
            return "", 204
        if request.method == "POST":
            if request.form.get("Body") != "":
                raise ApiRefusal(20001)
            message.body = ""
        return jsonify(message_as_json(message, self._account_sid))

    def create_call(self) -> ResponseReturnValue:
        """``POST Calls.json``: queued, and rung when its turn comes."""
        order = read_call_order(request.form, self._own_number)
        if asks_for_recording(request.form):
            self._simulator.faults.add(FaultKind.RECORDING_ASKED, "A call was asked for with Record.")
        calls = self._simulator.calls
        with self._telephone.changed:
            leg = calls.place(order) if _carrier_code() is None else calls.fail(order)
            answer = call_as_json(leg, self._account_sid)
        return jsonify(answer), 201

    def list_calls(self) -> ResponseReturnValue:
        """``GET Calls.json``, newest first."""
        with self._telephone.changed:
            newest_first = list(self._telephone.legs.values())[::-1]
        found = [leg for leg in newest_first if call_matches(leg, request.args)]
        wanted = request.args.to_dict()
        return jsonify(
            page_as_json("calls", request.path, found, lambda one: call_as_json(one, self._account_sid), wanted)
        )

    def call(self, sid: str) -> ResponseReturnValue:
        """``GET`` or ``POST`` (which can only end it) of ``Calls/<sid>.json``."""
        leg = self._telephone.legs.get(sid)
        if leg is None:
            raise ApiRefusal(20404)
        if request.method == "POST":
            end = _ENDS.get(request.form.get("Status", ""))
            if end is None:
                raise ApiRefusal(20001)
            if not self._simulator.calls.end(leg, end):
                raise ApiRefusal(21220)
        return jsonify(call_as_json(leg, self._account_sid))

    def list_numbers(self) -> ResponseReturnValue:
        """``GET IncomingPhoneNumbers.json``: the one number of the account, if it is the one that is asked for."""
        number = self._simulator.number
        is_asked_for = request.args.get("PhoneNumber", number.phone_number) == number.phone_number
        found = [number.as_json(self._account_sid)] if is_asked_for else []
        return jsonify(incoming_phone_numbers=found, page=0, page_size=50, next_page_uri=None)

    def account(self) -> ResponseReturnValue:
        """``GET`` of the account itself, by which an operator's check proves the credentials."""
        return jsonify(
            {
                "sid": self._account_sid,
                "owner_account_sid": self._account_sid,
                "status": "active",
                "type": "Full",
                "friendly_name": "Phone simulator",
                "uri": f"/{API_VERSION}/Accounts/{self._account_sid}.json",
            }
        )


def rest_blueprint(simulator: Simulator) -> Blueprint:
    """The addresses of the API under ``/2010-04-01``."""
    api = RestApi(simulator)
    blueprint = Blueprint("rest_api", __name__, url_prefix=f"/{API_VERSION}/Accounts")

    @blueprint.url_value_preprocessor
    def keep_account(_endpoint: str | None, values: dict[str, Any] | None) -> None:
        g.account_sid = (values or {}).pop("account_sid", "")

    blueprint.before_request(api.check_access)
    blueprint.before_request(api.suffer_mishap)
    blueprint.after_request(_lose_if_ordered)
    blueprint.register_error_handler(ApiRefusal, _refuse)
    blueprint.add_url_rule("/<account_sid>.json", "account", api.account)
    blueprint.add_url_rule("/<account_sid>/IncomingPhoneNumbers.json", "list_numbers", api.list_numbers)
    blueprint.add_url_rule("/<account_sid>/Messages.json", "create_message", api.create_message, methods=["POST"])
    blueprint.add_url_rule("/<account_sid>/Messages.json", "list_messages", api.list_messages)
    blueprint.add_url_rule(
        "/<account_sid>/Messages/<sid>.json", "message", api.message, methods=["GET", "POST", "DELETE"]
    )
    blueprint.add_url_rule("/<account_sid>/Calls.json", "create_call", api.create_call, methods=["POST"])
    blueprint.add_url_rule("/<account_sid>/Calls.json", "list_calls", api.list_calls)
    blueprint.add_url_rule("/<account_sid>/Calls/<sid>.json", "call", api.call, methods=["GET", "POST"])
    return blueprint


def _carrier_code() -> int | None:
    """The code with which the carrier will fail what this request asks for, if a test ordered one."""
    mishap: Mishap | None = g.mishap
    return mishap.code if mishap is not None and mishap.kind is MishapKind.REFUSE_CODE else None


def _refuse(refusal: Exception) -> ResponseReturnValue:
    if not isinstance(refusal, ApiRefusal):
        raise refusal
    return jsonify(refusal.as_json()), refusal.status


def _lose_if_ordered(response: Response) -> Response:
    """The request was carried out; its answer never reaches the service, or reaches it without a word in it."""
    mishap: Mishap | None = g.get("mishap")
    if mishap is not None and mishap.kind is MishapKind.DROP_ANSWER:
        return Response(_BrokenLine())
    if mishap is not None and mishap.kind is MishapKind.EMPTY_ANSWER:
        return Response(status=response.status_code, content_type="application/json")
    return response


class _BrokenLine:
    """A body that cannot be sent: the server takes it for a caller who went away, sends nothing and closes."""

    def __iter__(self) -> Iterator[bytes]:
        return self

    def __next__(self) -> bytes:
        raise ConnectionResetError("the answer is dropped, as a test ordered")
