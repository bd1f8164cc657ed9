"""What to do about each kind of duty, in one line that begins with what a hand can do."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.services.my_day import DayTask

TASKS: Mapping[TaskKind, LazyString] = {
    TaskKind.CALL_BACK: lazy_gettext("Phone %(who)s: they asked to be called"),
    TaskKind.CALL_AT: lazy_gettext("Phone %(who)s at the hour they asked for"),
    TaskKind.HELP: lazy_gettext("Phone %(who)s now: they need help, and it is not known how bad it is"),
    TaskKind.MISSED_CALL: lazy_gettext("Ring %(who)s back: they let it ring once"),
    TaskKind.UNKNOWN_SENDER: lazy_gettext("Read what came from an unknown number; do not answer it"),
    TaskKind.NUMBER_WITHHELD: lazy_gettext("Think who may have rung: the number was withheld"),
    TaskKind.UPDATE_WORRY: lazy_gettext("Phone %(who)s: they are worried about a family"),
    TaskKind.UPDATE_BAD: lazy_gettext("Phone %(who)s: it is bad in a family they look after"),
    TaskKind.NOT_MET: lazy_gettext("Think of another way: %(who)s went and found nobody"),
    TaskKind.NEW_CHILD: lazy_gettext("Phone %(who)s: they know of a child who may need help"),
    TaskKind.DEBRIEF: lazy_gettext("Phone %(who)s for the talk of the day"),
    TaskKind.DONE_REPORTED: lazy_gettext("Confirm what %(who)s reports as done"),
    TaskKind.WELLBEING: lazy_gettext("Ask %(who)s how they are: they are tired or under stress"),
    TaskKind.MENU_ASKED: lazy_gettext("Show %(who)s the list of digits again"),
    TaskKind.ANSWER_GIVEN: lazy_gettext("Read the yes or no of %(who)s to our question"),
    TaskKind.DETAILS_WITHHELD: lazy_gettext("Phone %(who)s: a text held details, which belong in a talk"),
    TaskKind.NOT_UNDERSTOOD: lazy_gettext("Phone %(who)s: a text could not be read"),
    TaskKind.NOT_UNDERSTOOD_TWICE: lazy_gettext("Phone %(who)s soon: two texts in a row could not be read"),
    TaskKind.ALIAS_UNKNOWN: lazy_gettext("Phone %(who)s: ask which child is meant"),
    TaskKind.STOP_ASKED: lazy_gettext("Phone %(who)s: they want no more texts; ask kindly why"),
    TaskKind.FAMILY_TEXT: lazy_gettext("Read what came from the family of %(who)s; do not answer by text"),
    TaskKind.FAMILY_STOP: lazy_gettext("Talk with the family of %(who)s: they want no more texts"),
    TaskKind.POSSIBLE_DISCOVERY: lazy_gettext("Check if somebody found out about the calls to %(who)s"),
    TaskKind.RED_ANSWER: lazy_gettext("Act on the red answer about %(who)s"),
    TaskKind.ORANGE_ANSWER: lazy_gettext("Plan what helps %(who)s: something orange was heard"),
    TaskKind.PRIORITY_DOMAIN_MISSED: lazy_gettext("Ask %(who)s what was missed: safety, health or feelings"),
    TaskKind.DECLINED_TODAY: lazy_gettext("Think of another time or way for %(who)s: they did not want to talk"),
    TaskKind.UNSAFE_CONTACT: lazy_gettext("Find a safer way to reach %(who)s"),
    TaskKind.SAFEGUARDING_CONCERN: lazy_gettext("Look into a concern about a helper or member of staff"),
    TaskKind.STEP_DOWN_PROPOSED: lazy_gettext("Decide if the level of %(who)s may go down one step"),
    TaskKind.UNSAFE_END: lazy_gettext("Choose together how %(who)s is reached now: a call ended unsafely"),
    TaskKind.NO_SAFE_WINDOW: lazy_gettext("Find another way to reach %(who)s: no safe hour is left before the date"),
    TaskKind.FOLLOW_UP_LATE: lazy_gettext("See to the late follow-up of %(who)s"),
    TaskKind.UNREACHABLE: lazy_gettext("Find another way to reach %(who)s: nobody can be reached by phone"),
    TaskKind.VOLUNTEER_SILENT: lazy_gettext("Find out how %(who)s is: they were not heard of at their debrief"),
    TaskKind.TEXT_UNDELIVERED: lazy_gettext("Reach %(who)s in another way: our text did not arrive"),
    TaskKind.STAFF_UNREACHABLE: lazy_gettext("Mend a number on the ladder before an alert needs it"),
}

ABOUT_A_FAMILY = frozenset(
    {
        TaskKind.FAMILY_TEXT,
        TaskKind.FAMILY_STOP,
        TaskKind.POSSIBLE_DISCOVERY,
        TaskKind.RED_ANSWER,
        TaskKind.ORANGE_ANSWER,
        TaskKind.PRIORITY_DOMAIN_MISSED,
        TaskKind.DECLINED_TODAY,
        TaskKind.UNSAFE_CONTACT,
        TaskKind.STEP_DOWN_PROPOSED,
        TaskKind.UNSAFE_END,
        TaskKind.NO_SAFE_WINDOW,
        TaskKind.FOLLOW_UP_LATE,
        TaskKind.UNREACHABLE,
    }
)
"""Here the line names the case; everywhere else it names the volunteer who is to be phoned, where there is one."""


def describe_task(task: DayTask) -> str:
    """What to do, naming by code whom it concerns."""
    first, second = task.volunteer_code, task.case_code
    if task.kind in ABOUT_A_FAMILY:
        first, second = second, first
    return str(TASKS[task.kind]) % {"who": first or second or gettext("the sender")}
