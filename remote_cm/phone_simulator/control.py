"""The JSON interface of tests: the hands on each handset, and the levers of the whole network."""

from dataclasses import asdict

from flask import Blueprint, jsonify, request
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator import json_input as given
from remote_cm.phone_simulator.api_mishaps import Mishap, MishapKind
from remote_cm.phone_simulator.callback_faults import ReportManners
from remote_cm.phone_simulator.control_handsets import Hands, call_json, handset_json
from remote_cm.phone_simulator.handset_views import call_view_of
from remote_cm.phone_simulator.same_origin import refuse_foreign_pages
from remote_cm.phone_simulator.simulator import Simulator
from remote_cm.phone_simulator.telephone import NotPossible

_LONGEST_WAIT_SECONDS = 10.0


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
                reports_held=simulator.reports.held,
                faults=[asdict(fault) for fault in simulator.faults.list_all()],
                handsets=[
                    handset_json(simulator, handset.phone_number) for handset in self._telephone.handsets.values()
                ],
                calls=[call_json(call_view_of(leg)) for leg in self._telephone.legs.values()],
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
        self._simulator.pacer.set_rate(given.number("calls_per_second"))
        return jsonify(calls_per_second=self._simulator.pacer.calls_per_second)

    def clock(self) -> ResponseReturnValue:
        """``{"advance_seconds"}``: move the service's clock and ours."""
        self._simulator.clock_setter.advance(int(given.number("advance_seconds")))
        return jsonify(offset_seconds=self._simulator.clock.offset_seconds)

    def next_fault(self) -> ResponseReturnValue:
        """``{"what", "code"?, "method"?, "resource"?, "times"?}``: let the next API request go wrong.

        A POST, if not said; ``resource`` is ``Messages`` or ``Calls`` when only those are meant.
        """
        mishap = Mishap(MishapKind(given.text("what")), int(given.number("code", 0)), given.text("resource", ""))
        if mishap.kind is MishapKind.REFUSE_CODE and mishap.code <= 0:
            raise ValueError("refuse_code needs a code")
        method, times = given.text("method", "POST"), int(given.number("times", 1))
        self._simulator.mishaps.order(mishap, method=method, times=times)
        return jsonify(done=True)

    def reports(self) -> ResponseReturnValue:
        """``{"copies"?, "hold"?, "early"?, "late_by_seconds"?, "reverse"?, "lose"?, "only"?}``: how status reports
        behave from now on, or only those of the states in ``only``."""
        body = given.body()
        manners = ReportManners(
            copies=int(given.number("copies", 1)),
            is_held=bool(body.get("hold")),
            are_early=bool(body.get("early")),
            late_by_seconds=int(given.number("late_by_seconds", 0)),
            are_reversed=bool(body.get("reverse")),
            are_lost=bool(body.get("lose")),
            only=given.words("only"),
        )
        if manners.copies < 1 or manners.late_by_seconds < 0:
            raise ValueError("copies must be 1 or more, and late_by_seconds 0 or more")
        self._simulator.reports.manners = manners
        return jsonify(done=True)

    def release_reports(self) -> ResponseReturnValue:
        """``{"order": "as_sent|newest_first"}``: send what was held back, and behave well again."""
        newest_first = given.text("order", "as_sent") == "newest_first"
        return jsonify(released=self._simulator.reports.release(newest_first=newest_first))

    def faults(self) -> ResponseReturnValue:
        """What the service did wrong."""
        return jsonify(faults=[asdict(fault) for fault in self._simulator.faults.list_all()])


def control_blueprint(simulator: Simulator) -> Blueprint:
    """``/control/…`` and ``/faults``."""
    hands, levers = Hands(simulator), Levers(simulator)
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
        "off": hands.off,
        "on": hands.on,
        "hide-number": hands.hide_number,
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
