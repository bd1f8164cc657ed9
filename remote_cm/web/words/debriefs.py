"""How the daily talks with volunteers stand, and what to do next about each."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.debrief_guide import DebriefPart
from remote_cm.domain.debriefs import DebriefState, DebriefStep
from remote_cm.services.debrief_pages import DebriefRow
from remote_cm.services.record_debrief import HeldAs
from remote_cm.web.words.moments import by_when

DEBRIEF_STATES: Mapping[DebriefState, LazyString] = {
    DebriefState.PLANNED: lazy_gettext("Planned"),
    DebriefState.ASKED: lazy_gettext("Asked by text"),
    DebriefState.READY: lazy_gettext("Ready to talk"),
    DebriefState.MOVED: lazy_gettext("Put off"),
    DebriefState.DECLINED: lazy_gettext("Said no to the hour"),
    DebriefState.HELD: lazy_gettext("Held"),
    DebriefState.SHORT: lazy_gettext("Held, cut short"),
    DebriefState.MISSED: lazy_gettext("Missed"),
}

DEBRIEF_PARTS: Mapping[DebriefPart, LazyString] = {
    DebriefPart.OPENING: lazy_gettext("First, about them"),
    DebriefPart.WORK: lazy_gettext("Then the work, with what cannot wait first"),
    DebriefPart.CLOSING: lazy_gettext("At the end"),
}

HELD_AS: Mapping[HeldAs, LazyString] = {
    HeldAs.FULL: lazy_gettext("We have talked"),
    HeldAs.SHORT: lazy_gettext("We have talked, but were cut short"),
}

_NEXT: Mapping[DebriefStep, LazyString] = {
    DebriefStep.REMIND: lazy_gettext("At %(hour)s a text asks them if the hour is good."),
    DebriefStep.CALL: lazy_gettext("Phone them at %(hour)s."),
    DebriefStep.CALL_AGAIN: lazy_gettext("Phone them now; try a second time by %(hour)s."),
    DebriefStep.GIVE_UP: lazy_gettext("Try once more: at %(hour)s it counts as missed."),
}

_NEXT_NOW: Mapping[DebriefStep, LazyString] = {
    DebriefStep.REMIND: lazy_gettext("A text asks them now if the hour is good."),
    DebriefStep.CALL: lazy_gettext("Phone them now."),
    DebriefStep.CALL_AGAIN: lazy_gettext("Phone them now, for the second time."),
    DebriefStep.GIVE_UP: lazy_gettext("Try once more now: in a moment it counts as missed."),
}
"""The same once its hour has come and the timetable has not looked yet."""

_OVER: Mapping[DebriefState, LazyString] = {
    DebriefState.MOVED: lazy_gettext("It was put off to another day."),
    DebriefState.DECLINED: lazy_gettext("Agree on another hour with them."),
    DebriefState.HELD: lazy_gettext("Nothing more to do."),
    DebriefState.SHORT: lazy_gettext("Take up next time what was left out."),
    DebriefState.MISSED: lazy_gettext("Find out how they are; what to do for that stands among your tasks."),
}


def describe_next(row: DebriefRow, now: datetime) -> str:
    """What comes next in a talk, by itself or by hand."""
    if row.next_step is not None and row.due_at is not None:
        if row.due_at <= now:
            return str(_NEXT_NOW[row.next_step])
        return str(_NEXT[row.next_step]) % {"hour": by_when(row.due_at, now)}
    return str(_OVER.get(row.state, gettext("Nothing more comes by itself.")))
