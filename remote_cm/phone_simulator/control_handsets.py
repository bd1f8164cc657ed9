"""The hands of a test on one handset, in JSON: whatever its page can do."""

from dataclasses import asdict

from flask import jsonify
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator import json_input as given
from remote_cm.phone_simulator.handset_views import CallView, number_of, view_of
from remote_cm.phone_simulator.records import Handset, HandsetHabit, HandsetKind, RingReply
from remote_cm.phone_simulator.simulator import Simulator

AN_HOUR = 3_600


class Hands:
    """Answers under ``/control/handsets``; every refusal is ``{"error": sentence}`` with 400 or 409."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._telephone = simulator.telephone

    def add_handset(self) -> ResponseReturnValue:
        """``{"phone_number", "name"?, "kind"?, "language"?}``: a handset that the service's list does not have."""
        number = given.text("phone_number")
        handset = Handset(number, given.text("name", "Stranger"), HandsetKind(given.text("kind", "stranger")))
        handset.language = given.text("language", "") or None
        self._telephone.add_or_rename(handset)
        self._telephone.touch()
        return jsonify(handset_json(self._simulator, number)), 201

    def handset(self, key: str) -> ResponseReturnValue:
        """Everything the handset has seen."""
        number = number_of(key)
        if self._simulator.directory.find_reachable(number) is None:
            self._telephone.find_or_add(number)
        return jsonify(handset_json(self._simulator, number))

    def text(self, key: str) -> ResponseReturnValue:
        """``{"body"}``: text the service."""
        return jsonify(sid=self._simulator.texting.send_to_service(number_of(key), given.text("body")).sid)

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
        return jsonify(was_heard=self._telephone.press(number_of(key), given.text("digits")))

    def hang_up(self, key: str) -> ResponseReturnValue:
        """Put the handset down."""
        self._telephone.hang_up(number_of(key))
        return jsonify(done=True)

    def habit(self, key: str) -> ResponseReturnValue:
        """``{"habit", "keys"?}``: what the handset does by itself, and which keys it presses then."""
        habit = HandsetHabit(given.text("habit"))
        self._telephone.set_habit(number_of(key), habit, given.text("keys", ""))
        return jsonify(habit=habit.value)

    def off(self, key: str) -> ResponseReturnValue:
        """``{"seconds"?}``: off now, and on again after so long on the moved clock, an hour if not said."""
        self._telephone.switch_off_for(number_of(key), int(given.number("seconds", AN_HOUR)))
        return jsonify(done=True)

    def on(self, key: str) -> ResponseReturnValue:
        """On again before its time."""
        self._telephone.switch_off_for(number_of(key), 0)
        return jsonify(done=True)

    def hide_number(self, key: str) -> ResponseReturnValue:
        """``{"as"?}``: the word or number that calls from this handset show; empty to show its own again."""
        self._telephone.hide_number(number_of(key), given.text("as", "anonymous") or None)
        return jsonify(done=True)

    def _reply(self, key: str, reply: RingReply) -> ResponseReturnValue:
        self._telephone.reply_to_ring(number_of(key), reply)
        return jsonify(done=True)


def handset_json(simulator: Simulator, number: str) -> dict[str, object]:
    """The handset as JSON: its view, with times as ISO texts."""
    view = view_of(simulator.telephone, simulator.telephone.find_or_add(number))
    shown = asdict(view)
    shown["off_until"] = view.off_until.isoformat() if view.off_until else None
    shown["texts"] = [{**asdict(text), "at": text.at.isoformat()} for text in view.texts]
    shown["calls"] = [call_json(call) for call in view.calls]
    return shown


def call_json(call: CallView) -> dict[str, object]:
    """The call as JSON."""
    return {**asdict(call), "at": call.at.isoformat() if call.at else None}
