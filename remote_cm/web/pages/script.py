"""The whole script and the rule behind a level, to read in peace: the same words that a call shows (MON-14)."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from remote_cm.domain.risk import RiskCode
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.web.guards import staff_page
from remote_cm.web.request_context import surroundings

script_pages = Blueprint("script", __name__, url_prefix="/script")


@script_pages.get("")
@staff_page(*StaffRole)
def whole() -> ResponseReturnValue:
    """What is asked, what counts as an answer, what follows from it; no case and no person is on it."""
    return render_template("script/whole.html", script=surroundings().script, codes=tuple(RiskCode))
