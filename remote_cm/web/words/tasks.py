"""What to do about each kind of duty, in one line that begins with what a hand can do."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.failure_reason import read_reason
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.time_limits import CaseStep
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.services.hand_over_call import HandOverReason
from remote_cm.services.my_day import AGREED_KINDS, DayTask
from remote_cm.services.tell_of_failure import BETWEEN
from remote_cm.web.words.calls import DOMAINS
from remote_cm.web.words.failures import REASONS
from remote_cm.web.words.moments import length

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
    TaskKind.DEBRIEFS_MISSED: lazy_gettext("Find out with the caseworker why the talks with %(who)s keep failing"),
    TaskKind.DONE_REPORTED: lazy_gettext("Confirm what %(who)s reports as done"),
    TaskKind.WELLBEING: lazy_gettext("Ask %(who)s how they are: they are tired or under stress"),
    TaskKind.WELLBEING_CALL: lazy_gettext("Phone %(who)s: they would like to talk about how they are"),
    TaskKind.TRAINING_NEEDED: lazy_gettext("Show %(who)s again what never goes into a text"),
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
    TaskKind.CHILD_REFUSED: lazy_gettext("Think how the child of %(who)s can be heard alone: it was refused again"),
    TaskKind.CAREGIVER_EXCLUDED: lazy_gettext("Know that the child of %(who)s agreed alone: the caregiver is left out"),
    TaskKind.CONSENT_WITHDRAWN: lazy_gettext("Decide what follows for %(who)s: the family took its yes back"),
    TaskKind.OVERRIDE_ASKED: lazy_gettext("Decide if the family of %(who)s is reached against its no"),
    TaskKind.OVERRIDE_DECLINED: lazy_gettext("Think of another way for %(who)s: the family's no stands"),
    TaskKind.CHILD_TO_TELL: lazy_gettext("Tell the child of %(who)s why it was decided against their no"),
    TaskKind.OVERHEARD_BY_FEARED: lazy_gettext("Look at the safety of %(who)s today: the feared person heard the call"),
    TaskKind.UNSAFE_CONTACT: lazy_gettext("Find a safer way to reach %(who)s"),
    TaskKind.SAFEGUARDING_CONCERN: lazy_gettext("Look into a concern about a helper or member of staff"),
    TaskKind.STEP_DOWN_PROPOSED: lazy_gettext("Decide if the level of %(who)s may go down one step"),
    TaskKind.UNSAFE_END: lazy_gettext("Choose together how %(who)s is reached now: a call ended unsafely"),
    TaskKind.NO_SAFE_WINDOW: lazy_gettext("Find another way to reach %(who)s: no safe hour is left before the date"),
    TaskKind.FOLLOW_UP_LATE: lazy_gettext("See to the late follow-up of %(who)s"),
    TaskKind.UNREACHABLE: lazy_gettext("Find another way to reach %(who)s: nobody can be reached by phone"),
    TaskKind.VOLUNTEER_SILENT: lazy_gettext("Find out how %(who)s is: they were not heard of at their debrief"),
    TaskKind.SEEN_WORRYING: lazy_gettext("Act on what was found about %(who)s: it is a worry"),
    TaskKind.FIRST_CONTACT: lazy_gettext("Speak with the family of %(who)s: something red has no contact yet"),
    TaskKind.SUPERVISOR_TOLD: lazy_gettext("Know of the worry about %(who)s, and agree what is done"),
    TaskKind.ACTION_STARTED: lazy_gettext("Begin something that helps %(who)s, and write down who does what"),
    TaskKind.SECOND_CONTACT: lazy_gettext("Speak with the family of %(who)s a second time"),
    TaskKind.WORRY_CALL: lazy_gettext("Phone the family of %(who)s: there is a worry"),
    TaskKind.DEBRIEF_POINT: lazy_gettext("Ask about %(who)s in the next talk of the day with the volunteer"),
    TaskKind.WEEKLY_LOOK: lazy_gettext("Look at %(who)s: this worry has been open for a week or longer"),
    TaskKind.SAFE_ADULT_ASKED: lazy_gettext("Ask the safe adult or the focal person of %(who)s: nobody answers"),
    TaskKind.EYES_ON: lazy_gettext("See %(who)s: go, or send a person agreed with the focal point"),
    TaskKind.VOLUNTEER_VISIT: lazy_gettext("Send a volunteer by %(who)s on a routine errand: nobody answers"),
    TaskKind.NOBODY_REACHED: lazy_gettext("Agree with the caseworker what is done next for %(who)s: nobody is reached"),
    TaskKind.ENQUIRIES: lazy_gettext("Ask the focal point, kin who agreed to it and services about %(who)s"),
    TaskKind.CLOSURE_GROUND: lazy_gettext("Weigh what it means that %(who)s was not reached for three months"),
    TaskKind.LOST_NUMBER: lazy_gettext("Find out how the family of %(who)s is reached now: a number is dead"),
    TaskKind.NUMBER_NOT_THEIRS: lazy_gettext("Ask the safe adult of %(who)s whose number it is: a stranger answers"),
    TaskKind.OTHER_WAY: lazy_gettext("Think of a visit or another safe adult for %(who)s: it was never a good moment"),
    TaskKind.DEBRIEF_TRY: lazy_gettext("Try to reach %(who)s again: they missed the talk of the day"),
    TaskKind.ASK_AFTER_VOLUNTEER: lazy_gettext("Ask how %(who)s is, through another volunteer or the focal point"),
    TaskKind.FAMILIES_COVERED: lazy_gettext("See to the urgent families of %(who)s, who is silent"),
    TaskKind.WELFARE_CHECK: lazy_gettext("Find out if %(who)s is well: two days of silence"),
    TaskKind.CASES_RECOVERED: lazy_gettext("Give the families of %(who)s to somebody else for now"),
    TaskKind.TEXT_UNDELIVERED: lazy_gettext("Reach %(who)s in another way: our text did not arrive"),
    TaskKind.STAFF_UNREACHABLE: lazy_gettext("Mend how a member of staff is reached, before an alert needs them"),
    TaskKind.HANDLING_FAILED: lazy_gettext("Read what came from %(who)s and act on it: the service could not"),
    TaskKind.MONITORED_CALL: lazy_gettext(
        "Find out another way how %(who)s is: somebody seemed to listen in. Did anybody find out about the calls?"
    ),
    TaskKind.WORKER_NEEDS_CALL: lazy_gettext("Phone whoever called %(who)s today: they handed the call over"),
    TaskKind.COVER_NEEDED: lazy_gettext("Decide who goes on with the call to %(who)s: no back-up is on duty"),
    TaskKind.AGREED_ACTION: lazy_gettext("Do what was agreed in the call about %(who)s"),
    TaskKind.ACTION_TO_TELL: lazy_gettext("Tell the volunteer by voice what was agreed for %(who)s"),
    TaskKind.SETTLE_CALL: lazy_gettext("Write down and confirm what the call about %(who)s left"),
    TaskKind.HARD_CALL: lazy_gettext("Phone whoever called %(who)s today: the call was hard"),
    TaskKind.OTHERS_AFFECTED: lazy_gettext("See to the others in the home of %(who)s: somebody is not well"),
    TaskKind.CHILD_IN_HOUSEHOLD: lazy_gettext("Hear by voice about another child near %(who)s"),
    TaskKind.CASE_STEP: lazy_gettext("Do the next step of the case work for %(who)s"),
    TaskKind.MONITORING_REVIEW: lazy_gettext(
        "Look at %(who)s with the caseworker: only monitored, and the day is here"
    ),
}

CASE_STEPS: Mapping[CaseStep, LazyString] = {
    CaseStep.REGISTERED: lazy_gettext("Register %(who)s"),
    CaseStep.FIRST_ASSESSMENT: lazy_gettext("Make the first assessment of %(who)s"),
    CaseStep.ASSESSMENT_BEGUN: lazy_gettext("Begin the full assessment of %(who)s"),
    CaseStep.ASSESSMENT_DONE: lazy_gettext("Finish the full assessment of %(who)s"),
    CaseStep.FILE_OPENED: lazy_gettext("Open the file of %(who)s in CPIMS+"),
    CaseStep.PLAN_MADE: lazy_gettext("Make the case plan for %(who)s with the child and, where right, the caregiver"),
    CaseStep.FIRST_ACTION: lazy_gettext("Begin the first action of the plan for %(who)s"),
    CaseStep.REVIEWED: lazy_gettext("Review the plan for %(who)s with the child"),
}

HANDED_OVER_BECAUSE: Mapping[HandOverReason, LazyString] = {
    HandOverReason.COMPOSURE: lazy_gettext("it was too much for them"),
    HandOverReason.CONFLICT_OF_INTEREST: lazy_gettext("they know this family"),
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
        TaskKind.CHILD_REFUSED,
        TaskKind.CAREGIVER_EXCLUDED,
        TaskKind.CONSENT_WITHDRAWN,
        TaskKind.OVERRIDE_ASKED,
        TaskKind.OVERRIDE_DECLINED,
        TaskKind.CHILD_TO_TELL,
        TaskKind.OVERHEARD_BY_FEARED,
        TaskKind.UNSAFE_CONTACT,
        TaskKind.STEP_DOWN_PROPOSED,
        TaskKind.UNSAFE_END,
        TaskKind.NO_SAFE_WINDOW,
        TaskKind.FOLLOW_UP_LATE,
        TaskKind.UNREACHABLE,
        TaskKind.SEEN_WORRYING,
        TaskKind.FIRST_CONTACT,
        TaskKind.SUPERVISOR_TOLD,
        TaskKind.ACTION_STARTED,
        TaskKind.SECOND_CONTACT,
        TaskKind.WORRY_CALL,
        TaskKind.DEBRIEF_POINT,
        TaskKind.WEEKLY_LOOK,
        TaskKind.SAFE_ADULT_ASKED,
        TaskKind.EYES_ON,
        TaskKind.VOLUNTEER_VISIT,
        TaskKind.NOBODY_REACHED,
        TaskKind.ENQUIRIES,
        TaskKind.CLOSURE_GROUND,
        TaskKind.LOST_NUMBER,
        TaskKind.NUMBER_NOT_THEIRS,
        TaskKind.OTHER_WAY,
        TaskKind.MONITORED_CALL,
        TaskKind.WORKER_NEEDS_CALL,
        TaskKind.COVER_NEEDED,
        TaskKind.AGREED_ACTION,
        TaskKind.ACTION_TO_TELL,
        TaskKind.SETTLE_CALL,
        TaskKind.HARD_CALL,
        TaskKind.OTHERS_AFFECTED,
        TaskKind.CHILD_IN_HOUSEHOLD,
        TaskKind.MONITORING_REVIEW,
        TaskKind.CASE_STEP,
    }
)
"""Here the line names the case; everywhere else it names the volunteer who is to be phoned, where there is one."""


NOT_ARRIVED = frozenset({TaskKind.TEXT_UNDELIVERED, TaskKind.STAFF_UNREACHABLE})
"""Their lines say why something did not arrive."""


def describe_duty(kind: TaskKind, case_code: str | None, volunteer_code: str | None) -> str:
    """What to do, also where it is on no page yet or not any more."""
    return str(TASKS[kind]) % {"who": _whom(kind, case_code, volunteer_code)}


def _whom(kind: TaskKind, case_code: str | None, volunteer_code: str | None) -> str:
    first, second = (case_code, volunteer_code) if kind in ABOUT_A_FAMILY else (volunteer_code, case_code)
    return first or second or str(gettext("the sender"))


def _domain_of(task: DayTask) -> ScriptDomain | None:
    """The domain of a child's life that a duty is about, where it came from an answer or from an agreed action."""
    if task.kind not in AGREED_KINDS | {TaskKind.RED_ANSWER} or task.detail is None:
        return None
    return ScriptDomain(task.detail.partition(".")[0])


def _describe_failure(kind: TaskKind, who: str, detail: str) -> str:
    """Whom to reach in another way and why the text or the ring did not arrive."""
    staff, _, reason = detail.rpartition(BETWEEN)
    why = str(REASONS[read_reason(reason)])
    if kind is TaskKind.TEXT_UNDELIVERED:
        return str(gettext("Reach %(who)s in another way: our text did not arrive (%(why)s)", who=who, why=why))
    return str(gettext("Mend how %(who)s is reached, before an alert needs them (%(why)s)", who=staff, why=why))


def describe_task(task: DayTask) -> str:
    """What to do, naming by code whom it concerns, so that no two duties of one case read the same; and that it comes
    late, where it does.
    """
    line = _describe(task)
    if task.heard_after is None:
        return line
    return str(gettext("%(line)s (sent %(span)s before we heard of it)", line=line, span=length(task.heard_after)))


def _describe(task: DayTask) -> str:
    who = _whom(task.kind, task.case_code, task.volunteer_code)
    domain = _domain_of(task)
    about = f"{who}, {DOMAINS[domain]}" if domain is not None else who
    if task.what is not None and task.kind is TaskKind.AGREED_ACTION:
        return str(gettext("For %(about)s: %(what)s", about=about, what=task.what))
    if task.what is not None:
        return str(gettext("Tell the volunteer by voice, for %(about)s: %(what)s", about=about, what=task.what))
    if task.kind is TaskKind.CASE_STEP and task.detail:
        return str(CASE_STEPS[CaseStep(task.detail)]) % {"who": who}
    if task.kind is TaskKind.CALL_AT and task.detail:
        return str(gettext("Phone %(who)s at %(hour)s: the hour they asked for", who=who, hour=task.detail))
    if task.kind in NOT_ARRIVED and task.detail:
        return _describe_failure(task.kind, who, task.detail)
    line = str(TASKS[task.kind]) % {"who": who}
    if task.kind is TaskKind.WORKER_NEEDS_CALL and task.detail:
        return str(gettext("%(line)s: %(why)s", line=line, why=HANDED_OVER_BECAUSE[HandOverReason(task.detail)]))
    if task.kind is TaskKind.NEW_CHILD and task.detail:
        return str(gettext("%(line)s (told %(times)s times)", line=line, times=task.detail))
    return f"{line}: {DOMAINS[domain]}" if domain is not None else line
