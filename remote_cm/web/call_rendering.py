"""What the templates of a call are given beside the call itself, and how a press on its page is answered."""

import gzip
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from flask import Response, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext

from remote_cm.domain.call_script import Advice, GateKind, Script
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain
from remote_cm.services.call_page import show_call
from remote_cm.services.call_views import NO_WISH, CallPage, CallPhase, Wish
from remote_cm.web.call_packs import PacksHere, packs_at
from remote_cm.web.request_context import person, surroundings
from remote_cm.web.words.moments import clock_seconds

COLOURS = {
    AnswerCode.GREEN: DomainColour.GREEN,
    AnswerCode.ORANGE: DomainColour.ORANGE,
    AnswerCode.RED: DomainColour.RED,
}
GOING_ON_ANYWAY = frozenset({GateKind.PRIVACY, GateKind.STOP_SIGNAL, GateKind.LINE_DROP})
"""Steps of the opening after which the next one follows whatever was said."""


@dataclass(frozen=True)
class SayNow:
    """What to tell the listener, and what to do afterwards, for one colour of one domain (MON-02)."""

    domain: ScriptDomain
    title: str
    colour: DomainColour
    advice: Advice


def render_call(
    follow_up_id: UUID,
    wish: Wish = NO_WISH,
    *,
    template: str | None = None,
    faults: Sequence[Fault] = (),
    **more: object,
) -> str:
    """The page of a call as it stands; with ``faults`` it shows them above what was typed."""
    page = show_call(surroundings(), person(), follow_up_id, wish)
    return render_page(page, wish, template=template, faults=faults, **more)


def render_page(
    page: CallPage,
    wish: Wish = NO_WISH,
    *,
    template: str | None = None,
    faults: Sequence[Fault] = (),
    **more: object,
) -> str:
    """The same for a call that was read already."""
    script = surroundings().script
    return render_template(
        template or f"calls/{page.phase}.html",
        page=page,
        script=script,
        is_early=wish.wants_to_close,
        say=say_after(script, page),
        packs=_packs(script, page),
        skip_reason=request.values.get("skip") or request.values.get("skip_reason", ""),
        faults=faults,
        typed=request.form if faults else None,
        **more,
    )


def ask_again(
    follow_up_id: UUID, missing: BadInput, wish: Wish = NO_WISH, *, template: str | None = None
) -> ResponseReturnValue:
    """The same page once more, with what is missing above what was typed."""
    return render_call(follow_up_id, wish, template=template, faults=missing.faults), 400


def back_to_call(follow_up_id: UUID) -> ResponseReturnValue:
    """To the page of the call; the page's own script is told in one line that it was saved, and when."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=_saved_now())
    return redirect(url_for("calls.one", follow_up_id=follow_up_id), 303)


def on_to_today() -> ResponseReturnValue:
    """To the day of whoever pressed, whose call this is not any more; the page's own script is told where to go."""
    if request.accept_mimetypes.best == "application/json":
        return jsonify(saved=_saved_now(), onward=url_for("calls.today"))
    return redirect(url_for("calls.today"), 303)


def _saved_now() -> str:
    return str(gettext("Saved %(hour)s", hour=clock_seconds(surroundings().now())))


def send_packed(words: str) -> Response:
    """A page without any token or name, compressed for a slow line where the browser can read it."""
    response = Response(words)
    response.headers["Vary"] = "Accept-Encoding"
    if request.accept_encodings["gzip"]:
        response.set_data(gzip.compress(words.encode(), mtime=0))
        response.headers["Content-Encoding"] = "gzip"
    return response


def _packs(script: Script, page: CallPage) -> PacksHere:
    if page.track is None or page.phase not in (CallPhase.QUESTION, CallPhase.CLOSING):
        return PacksHere()
    domain = page.question.question.item.domain if page.question is not None else None
    return packs_at(script, domain, page.track, page.band, surroundings().today())


def say_after(script: Script, page: CallPage) -> SayNow | None:
    """What stands on top of a question: for the worst colour heard so far in the domain that was answered last."""
    if page.phase is not CallPhase.QUESTION or not page.answers:
        return None
    last = max(page.answers, key=lambda answer: answer.saved_at)
    domain = ScriptDomain(last.item_id.partition(".")[0])
    heard = {answer.code for answer in page.answers if answer.item_id.startswith(f"{domain}.")}
    worst = next((code for code in reversed(COLOURS) if code in heard), None)
    return _saying(script, domain, COLOURS[worst]) if worst is not None else None


def every_saying(script: Script) -> tuple[SayNow, ...]:
    """What there is to say for each colour of each domain, for the page's memory."""
    found = (_saying(script, one.domain, colour) for one in script.domains for colour in COLOURS.values())
    return tuple(saying for saying in found if saying is not None)


def _saying(script: Script, domain: ScriptDomain, colour: DomainColour) -> SayNow | None:
    of_domain = script.domain(domain)
    advice = of_domain.advice_for(colour) if of_domain is not None else None
    return SayNow(domain, of_domain.title, colour, advice) if of_domain is not None and advice is not None else None
