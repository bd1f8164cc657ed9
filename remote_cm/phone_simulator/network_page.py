"""The page on which a person lets the network misbehave, in plain words, and reads what the service did wrong."""

from collections.abc import Mapping

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator.api_mishaps import Mishap, MishapKind
from remote_cm.phone_simulator.callback_faults import ReportManners
from remote_cm.phone_simulator.same_origin import refuse_foreign_pages
from remote_cm.phone_simulator.simulator import Simulator

MANNERS: Mapping[str, tuple[str, ReportManners]] = {
    "well": ("At once, each of them once", ReportManners()),
    "doubled": ("Twice each", ReportManners(copies=2)),
    "late": ("5 minutes late", ReportManners(late_by_seconds=300)),
    "very-late": ("An hour late", ReportManners(late_by_seconds=3_600)),
    "reversed": ("In the wrong order", ReportManners(are_reversed=True)),
    "held": ("Not before I let them go", ReportManners(is_held=True)),
    "lost": ("Never", ReportManners(are_lost=True)),
}
MISHAPS: Mapping[str, tuple[str, Mishap]] = {
    "drop": ("It is carried out, but the answer is lost", Mishap(MishapKind.DROP_ANSWER)),
    "empty": ("It is carried out, but the answer is empty", Mishap(MishapKind.EMPTY_ANSWER)),
    "500": ("The provider fails (500)", Mishap(MishapKind.HTTP_500)),
    "429": ("Too many requests (20429)", Mishap(MishapKind.HTTP_429)),
}
# The codes that lead to different conduct of the service (fact sheet 5.1).
CODES: Mapping[int, str] = {
    20003: "the credentials are wrong",
    21211: "no valid number, for a text",
    21217: "no valid number, for a call",
    21214: "the number cannot be reached, for a call",
    21408: "texts to this country are not allowed",
    21215: "calls to this country are not allowed",
    21610: "the person has opted out",
    21614: "no mobile number",
    21611: "the queue is full",
    30003: "by report: the phone is off",
    30005: "by report: the number is not known",
    30006: "by report: a landline",
    30007: "by report: filtered by a carrier",
    30008: "by report: the carrier does not say why",
}


class NetworkPage:
    """Reads and sets the manners of reports and the mishaps of the API; each act ends on the page itself."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator

    def show(self, problem: str | None = None) -> str:
        """What goes wrong now, what can go wrong, and what the service did wrong."""
        simulator = self._simulator
        with simulator.telephone.changed:
            manners, held, events = simulator.reports.manners, simulator.reports.held, simulator.telephone.events
        return render_template(
            "phone_simulator/network.html",
            manners=MANNERS,
            chosen=next((name for name, (_, one) in MANNERS.items() if one == manners), None),
            held=held,
            mishaps=MISHAPS,
            codes=CODES,
            waiting=simulator.mishaps.waiting,
            faults=simulator.faults.list_all()[::-1],
            problem=problem,
            events=events,
        )

    def behave(self) -> ResponseReturnValue:
        """How reports behave from now on."""
        chosen = MANNERS.get(request.form.get("manners", ""))
        if chosen is None:
            return self.show("Choose one of the ways shown."), 400
        self._simulator.reports.manners = chosen[1]
        return self._again()

    def release(self) -> ResponseReturnValue:
        """Let go what was held back."""
        self._simulator.reports.release(newest_first=request.form.get("order") == "newest_first")
        return self._again()

    def go_wrong(self) -> ResponseReturnValue:
        """Let the next request that sends or rings go wrong."""
        code = request.form.get("code", default=0, type=int)
        chosen = MISHAPS.get(request.form.get("mishap", ""))
        if chosen is not None:
            mishap = chosen[1]
        elif code in CODES:
            mishap = Mishap(MishapKind.REFUSE_CODE, code)
        else:
            return self.show("Choose one of the ways shown."), 400
        self._simulator.mishaps.order(mishap, method="POST", times=1)
        return self._again()

    def forgive(self) -> ResponseReturnValue:
        """Nothing goes wrong any more, and what was held back is sent."""
        self._simulator.mishaps.clear()
        self._simulator.reports.release(newest_first=False)
        return self._again()

    def _again(self) -> ResponseReturnValue:
        self._simulator.telephone.touch()
        return redirect(url_for("network.show"), 303)


def network_blueprint(simulator: Simulator) -> Blueprint:
    """``/network`` and the forms on it."""
    page = NetworkPage(simulator)
    blueprint = Blueprint("network", __name__, url_prefix="/network")
    blueprint.before_request(lambda: refuse_foreign_pages(simulator.settings.bind_host))
    blueprint.add_url_rule("", "show", page.show)
    blueprint.add_url_rule("/reports", "behave", page.behave, methods=["POST"])
    blueprint.add_url_rule("/reports/release", "release", page.release, methods=["POST"])
    blueprint.add_url_rule("/next", "go_wrong", page.go_wrong, methods=["POST"])
    blueprint.add_url_rule("/well", "forgive", page.forgive, methods=["POST"])
    return blueprint
