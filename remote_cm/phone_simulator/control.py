"""The JSON interface of tests: the same hands as the pages, and the levers that no page has."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator.api_mishaps import Mishap, MishapKind
from remote_cm.phone_simulator.handset_views import CallView, call_view_of, number_of, view_of
from remote_cm.phone_simulator.records import Handset, HandsetHabit, HandsetKind, RingReply
from remote_cm.phone_simulator.same_origin import refuse_foreign_pages
from remote_cm.phone_simulator.simulator import Simulator
from remote_cm.phone_simulator.telephone import NotPossible
from remote_cm.phone_simulator.webhook_sender import ReportManners

_LONGEST_WAIT_SECONDS = 10.0


class Control:
    """Answers under ``/control``; every refusal is ``{"error": sentence}`` with 400 or 409."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._telephone = simulator.telephone

    def add_handset(self) -> ResponseReturnValue:
        """``{"phone_number", "name"?, "kind"?, "language"?}``: a handset that the service's list does not have."""
        number = _text("phone_number")
        handset = Handset(number, _text("name", "Stranger"), HandsetKind(_text("kind", "stranger")))
        handset.language = _text("language", "") or None
        self._telephone.add_or_rename(handset)
        self._telephone.touch()
        return jsonify(_handset_json(self._simulator, number)), 201

    def handset(self, key: str) -> ResponseReturnValue:
        """Everything the handset has seen."""
        number = number_of(key)
        if self._simulator.directory.find_reachable(number) is None:
            self._telephone.find_or_add(number)
        return jsonify(_handset_json(self._simulator, number))

    def text(self, key: str) -> ResponseReturnValue:
        """``{"body"}``: text the service."""
        return jsonify(sid=self._simulator.texting.send_to_service(number_of(key), _text("body")).sid)

    def missed_call(self, key: str) -> ResponseReturnValue:
        """Let the service's number ring once and hang up."""
        return jsonify(sid=self._simulator.calls.call_service(number_of(key), stays_on_line=False).sid)

    def call(self, key: str) -> ResponseReturnValue:
        """Ring the service's number and stay on the line."""
        return jsonify(sid=self._simulator.calls.call_service(number_of(key), stays_on_line=True).sid)

    def answer(self, key: str) -> ResponseReturnValue:
        """Answer the ringing call."""
        return self._reply(key, RingReply.ANSWER)

    def decline(self, key: str) -> ResponseReturnValue:
        """Decline the ringing call: it ends busy."""
        return self._reply(key, RingReply.DECLINE)

    def ring_out(self, key: str) -> ResponseReturnValue:
        """Do not touch the ringing phone: the call ends unanswered, without waiting for its timeout."""
        return self._reply(key, RingReply.RING_OUT)

    def press(self, key: str) -> ResponseReturnValue:
        """``{"digits"}``: press keys; ``was_heard`` tells if somebody listened for them."""
        return jsonify(was_heard=self._telephone.press(number_of(key), _text("digits")))

    def hang_up(self, key: str) -> ResponseReturnValue:
        """Put the handset down."""
        self._telephone.hang_up(number_of(key))
        return jsonify(done=True)

    def habit(self, key: str) -> ResponseReturnValue:
        """``{"habit": "by_hand|switched_off|engaged|voicemail"}``: what the handset does by itself."""
        habit = HandsetHabit(_text("habit"))
        with self._telephone.changed:
            self._telephone.find_or_add(number_of(key)).habit = habit
        return jsonify(habit=habit.value)

    def _reply(self, key: str, reply: RingReply) -> ResponseReturnValue:
        self._telephone.reply_to_ring(number_of(key), reply)
        return jsonify(done=True)


class Levers:
    """The levers of the whole network."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._telephone = simulator.telephone

    def state(self) -> ResponseReturnValue:
        """The whole network at this moment."""
        simulator = self._simulator
        with self._telephone.changed:
            return jsonify(
                events=self._telephone.events,
                clock={"now": simulator.clock.now().isoformat(), "offset_seconds": simulator.clock.offset_seconds},
                calls_per_second=simulator.pacer.calls_per_second,
                webhooks_idle=simulator.sender.is_idle,
                reports_held=simulator.sender.held,
                faults=_faults_json(simulator),
                handsets=[
                    _handset_json(simulator, handset.phone_number) for handset in self._telephone.handsets.values()
                ],
                calls=[_call_json(call_view_of(leg)) for leg in self._telephone.legs.values()],
            )

    def wait(self) -> ResponseReturnValue:
        """``?since=N``: answers when more than N events have happened, or after ten seconds; says how many have."""
        seen = request.args.get("since", default=0, type=int)
        return jsonify(events=self._telephone.wait_for_event_after(seen, _LONGEST_WAIT_SECONDS))

    def reset(self) -> ResponseReturnValue:
        """Forget everything but the clock."""
        self._simulator.reset()
        return jsonify(done=True)

    def rate(self) -> ResponseReturnValue:
        """``{"calls_per_second"}``: how fast calls are started."""
        self._simulator.pacer.set_rate(_number("calls_per_second"))
        return jsonify(calls_per_second=self._simulator.pacer.calls_per_second)

    def clock(self) -> ResponseReturnValue:
        """``{"advance_seconds"}``: move the service's clock and ours."""
        self._simulator.clock_setter.advance(int(_number("advance_seconds")))
        return jsonify(offset_seconds=self._simulator.clock.offset_seconds)

    def next_fault(self) -> ResponseReturnValue:
        """``{"what", "code"?, "method"?, "times"?}``: let the next API request (a POST, if not said) go wrong."""
        mishap = Mishap(MishapKind(_text("what")), int(_number("code", 0)))
        if mishap.kind is MishapKind.REFUSE_CODE and mishap.code <= 0:
            raise ValueError("refuse_code needs a code")
        self._simulator.mishaps.order(mishap, method=_text("method", "POST"), times=int(_number("times", 1)))
        return jsonify(done=True)

    def reports(self) -> ResponseReturnValue:
        """``{"copies"?, "hold"?, "early"?}``: how status reports behave from now on."""
        body = _body()
        manners = ReportManners(int(_number("copies", 1)), bool(body.get("hold")), bool(body.get("early")))
        if manners.copies < 1:
            raise ValueError("copies must be 1 or more")
        self._simulator.sender.manners = manners
        return jsonify(done=True)

    def release_reports(self) -> ResponseReturnValue:
        """``{"order": "as_sent|newest_first"}``: send what was held back, and behave well again."""
        newest_first = _text("order", "as_sent") == "newest_first"
        return jsonify(released=self._simulator.sender.release_held(newest_first=newest_first))

    def faults(self) -> ResponseReturnValue:
        """What the service did wrong."""
        return jsonify(faults=_faults_json(self._simulator))


def control_blueprint(simulator: Simulator) -> Blueprint:
    """``/control/…`` and ``/faults``."""
    hands, levers = Control(simulator), Levers(simulator)
    blueprint = Blueprint("control", __name__)
    blueprint.before_request(lambda: refuse_foreign_pages(simulator.settings.bind_host))
    blueprint.register_error_handler(NotPossible, lambda refused: (jsonify(error=str(refused)), 409))
    blueprint.register_error_handler(ValueError, lambda wrong: (jsonify(error=str(wrong)), 400))
    for name, view in {
        "text": hands.text,
        "missed-call": hands.missed_call,
        "call": hands.call,
        "answer": hands.answer,
        "decline": hands.decline,
        "ring-out": hands.ring_out,
        "press": hands.press,
        "hang-up": hands.hang_up,
        "habit": hands.habit,
    }.items():
        blueprint.add_url_rule(f"/control/handsets/<key>/{name}", name, view, methods=["POST"])
    blueprint.add_url_rule("/control/handsets/<key>", "handset", hands.handset)
    blueprint.add_url_rule("/control/handsets", "add-handset", hands.add_handset, methods=["POST"])
    for path, lever in {
        "reset": levers.reset,
        "rate": levers.rate,
        "clock": levers.clock,
        "faults/next": levers.next_fault,
        "reports": levers.reports,
        "reports/release": levers.release_reports,
    }.items():
        blueprint.add_url_rule(f"/control/{path}", path, lever, methods=["POST"])
    blueprint.add_url_rule("/control/state", "state", levers.state)
    blueprint.add_url_rule("/control/wait", "wait", levers.wait)
    blueprint.add_url_rule("/faults", "faults", levers.faults)
    return blueprint


def _body() -> dict[str, object]:
    body = request.get_json(silent=True)
    return body if isinstance(body, dict) else {}


def _text(name: str, otherwise: str | None = None) -> str:
    value = _body().get(name, otherwise)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")
    return value


def _number(name: str, otherwise: float | None = None) -> float:
    value = _body().get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number")
    return value


def _handset_json(simulator: Simulator, number: str) -> dict[str, object]:
    view = view_of(simulator.telephone, simulator.telephone.find_or_add(number))
    shown = asdict(view)
    shown["texts"] = [{**asdict(text), "at": text.at.isoformat()} for text in view.texts]
    shown["calls"] = [_call_json(call) for call in view.calls]
    return shown


def _call_json(call: CallView) -> dict[str, object]:
    return {**asdict(call), "at": call.at.isoformat() if call.at else None}


def _faults_json(simulator: Simulator) -> list[dict[str, str]]:
    return [{"kind": fault.kind.value, "detail": fault.detail} for fault in simulator.faults.list_all()]
