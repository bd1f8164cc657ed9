"""The pages: all handsets with what waits, and one handset like an old phone; every button works without JavaScript."""

from datetime import datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from flask import Blueprint, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from remote_cm.phone_simulator.behaviours import IN_WORDS
from remote_cm.phone_simulator.handset_views import HandsetView, key_of, number_of, view_of, written_language
from remote_cm.phone_simulator.records import WITHHELD_CALLERS, HandsetHabit, HandsetKind, RingReply
from remote_cm.phone_simulator.same_origin import refuse_foreign_pages
from remote_cm.phone_simulator.simulator import Simulator
from remote_cm.phone_simulator.telephone import NotPossible

HEADINGS = {
    HandsetKind.VOLUNTEER: "Volunteers",
    HandsetKind.CHILD: "Children",
    HandsetKind.CAREGIVER: "Caregivers",
    HandsetKind.STAFF: "Staff",
    HandsetKind.STRANGER: "Other phones",
    HandsetKind.WITHHELD: "Hidden numbers",
}
CLOCK_STEPS = {300: "5 minutes later", 3_600: "An hour later", 86_400: "A day later"}
KEYS = "123456789*0#"
OFF_SECONDS = 3_600
HIDDEN_AS = WITHHELD_CALLERS["anonymous"]

_SHORTEST_NUMBER, _LONGEST_NUMBER = 7, 15


class Pages:
    """Reads the network and renders it; each act ends in a redirect to the page it came from."""

    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._telephone = simulator.telephone

    def all_handsets(self, problem: str | None = None) -> str:
        """Every handset by kind, what waits first, and the clock."""
        if not self._simulator.directory.refresh() and problem is None:
            problem = "The service does not answer yet."
        with self._telephone.changed:
            events = self._telephone.events
            views = [view_of(self._telephone, handset) for handset in self._telephone.handsets.values()]
        return render_template(
            "phone_simulator/all_handsets.html",
            groups=_by_kind(views),
            waiting=[view for view in views if view.is_waiting],
            problem=problem,
            events=events,
            now=self._simulator.clock.now(),
            clock_steps=CLOCK_STEPS,
            withheld=WITHHELD_CALLERS,
        )

    def handset(self, key: str) -> ResponseReturnValue:
        """One handset; looking at it makes its new texts read ones."""
        number = number_of(key)
        if not _is_a_phone(number):
            return self.all_handsets("That is not a phone number."), 404
        self._simulator.directory.find_reachable(number)
        return self._show(number)

    def open_handset(self) -> ResponseReturnValue:
        """A number typed by hand, or a hidden one chosen from the list."""
        typed = request.form.get("phone_number", "").strip()
        number = "+" + "".join(filter(str.isdigit, typed)) if typed else request.form.get("withheld", "")
        if not _is_a_phone(number):
            return self.all_handsets("Type a number with its country code, such as +1 202 555 0190."), 400
        self._telephone.find_or_add(number)
        return redirect(url_for("pages.handset", key=key_of(number)), 303)

    def move_clock(self) -> ResponseReturnValue:
        """Move the service's clock and ours."""
        try:
            self._simulator.clock_setter.advance(request.form.get("advance_seconds", default=0, type=int))
        except NotPossible as refused:
            return self.all_handsets(str(refused)), 409
        return redirect(url_for("pages.all_handsets"), 303)

    def act(self, key: str, act: str) -> ResponseReturnValue:
        """One press of a button on a handset."""
        number = number_of(key)
        if not _is_a_phone(number):
            return self.all_handsets("That is not a phone number."), 404
        try:
            self._do(number, act)
        except NotPossible as refused:
            return self._show(number, str(refused)), 409
        return redirect(url_for("pages.handset", key=key), 303)

    def _show(self, number: str, problem: str | None = None) -> str:
        with self._telephone.changed:
            handset = self._telephone.find_or_add(number)
            handset.texts_read = len(handset.texts)
            events = self._telephone.events
            view = view_of(self._telephone, handset)
        return render_template(
            "phone_simulator/handset.html", handset=view, problem=problem, events=events, keys=KEYS, habits=IN_WORDS
        )

    def _do(self, number: str, act: str) -> None:
        match act:
            case "text":
                self._simulator.texting.send_to_service(number, request.form.get("body", "").replace("\r\n", "\n"))
            case "missed-call":
                self._simulator.calls.call_service(number, stays_on_line=False)
            case "call":
                self._simulator.calls.call_service(number, stays_on_line=True)
            case "press":
                self._telephone.press(number, request.form.get("digits", ""))
            case "hang-up":
                self._telephone.hang_up(number)
            case "answer" | "decline" | "ring-out":
                self._telephone.reply_to_ring(number, RingReply(act.replace("-", "_")))
            case "habit" if request.form.get("habit") in set(HandsetHabit):
                self._telephone.set_habit(number, HandsetHabit(request.form["habit"]))
            case "off" | "on":
                self._telephone.switch_off_for(number, OFF_SECONDS if act == "off" else 0)
            case "hide-number" | "show-number":
                self._telephone.hide_number(number, HIDDEN_AS if act == "hide-number" else None)
            case _:
                raise NotPossible("A phone has no such button.")


def pages_blueprint(simulator: Simulator) -> Blueprint:
    """``/``, ``/handsets/<key>`` and the forms on them."""
    pages = Pages(simulator)
    zone = ZoneInfo(simulator.settings.timezone)
    blueprint = Blueprint("pages", __name__)
    blueprint.before_request(lambda: refuse_foreign_pages(simulator.settings.bind_host))
    blueprint.add_url_rule("/", "all_handsets", pages.all_handsets)
    blueprint.add_url_rule("/handsets", "open_handset", pages.open_handset, methods=["POST"])
    blueprint.add_url_rule("/handsets/<key>", "handset", pages.handset)
    blueprint.add_url_rule("/handsets/<key>/<act>", "act", pages.act, methods=["POST"])
    blueprint.add_url_rule("/clock", "move_clock", pages.move_clock, methods=["POST"])

    def local_time(at: datetime) -> str:
        return at.astimezone(zone).strftime("%a %d %b, %H:%M")

    blueprint.add_app_template_filter(local_time)
    blueprint.add_app_template_filter(written_language)
    return blueprint


def _is_a_phone(number: str) -> bool:
    if number in WITHHELD_CALLERS.values():
        return True
    digits = number.removeprefix("+")
    is_number = number.startswith("+") and digits.isascii() and digits.isdigit()
    return is_number and _SHORTEST_NUMBER <= len(digits) <= _LONGEST_NUMBER


def _by_kind(views: list[HandsetView]) -> list[tuple[str, list[HandsetView]]]:
    order = list(HEADINGS)

    def place(view: HandsetView) -> int:
        return order.index(HandsetKind(view.kind))

    return [(HEADINGS[order[at]], list(group)) for at, group in groupby(sorted(views, key=place), key=place)]
