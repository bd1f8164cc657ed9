"""Words for ladders of hours and days, for how a duty went, and for who picked up instead."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.no_answer import Voice
from remote_cm.domain.slow_ladder import PutOff, SlowEnd, SlowLadderName, StepOwner
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.task_outcomes import TaskOutcome

LADDERS: Mapping[SlowLadderName, LazyString] = {
    SlowLadderName.E1: lazy_gettext("Something red, without danger now"),
    SlowLadderName.E2: lazy_gettext("A worry"),
    SlowLadderName.E3: lazy_gettext("Nobody is reached"),
    SlowLadderName.E4: lazy_gettext("A volunteer is silent"),
}

STEP_OWNERS: Mapping[StepOwner, LazyString] = {
    StepOwner.CASEWORKER: lazy_gettext("the caseworker"),
    StepOwner.BACKUP_CASEWORKER: lazy_gettext("the back-up caseworker"),
    StepOwner.SUPERVISOR: lazy_gettext("the supervisor"),
}

PUT_OFFS: Mapping[PutOff, LazyString] = {
    PutOff.DANGER: lazy_gettext("An alert is open and comes first. What is due here comes as soon as it has ended."),
    PutOff.OUTAGE: lazy_gettext(
        "The phones of the camp are down. What is due here comes as soon as they work again; until then use visits and "
        "the focal point."
    ),
}

ENDS: Mapping[SlowEnd, LazyString] = {
    SlowEnd.SETTLED: lazy_gettext("Everything was settled"),
    SlowEnd.SAFE_NOW: lazy_gettext("They are safe, and the next contact is agreed"),
    SlowEnd.IN_OTHER_HANDS: lazy_gettext("Somebody else has taken it over"),
    SlowEnd.MISTAKE: lazy_gettext("It was begun by mistake"),
}

VOICES: Mapping[Voice, LazyString] = {
    Voice.MAN: lazy_gettext("a man"),
    Voice.WOMAN: lazy_gettext("a woman"),
    Voice.CHILD: lazy_gettext("a child"),
    Voice.UNKNOWN: lazy_gettext("could not tell"),
}

TASK_OUTCOMES: Mapping[TaskOutcome, LazyString] = {
    TaskOutcome.DONE: lazy_gettext("Done"),
    TaskOutcome.SEEN_WELL: lazy_gettext("Seen, and well"),
    TaskOutcome.WORRYING: lazy_gettext("There is a worry"),
    TaskOutcome.NOT_FOUND: lazy_gettext("Not found"),
    TaskOutcome.WAY_FOUND: lazy_gettext("They say how to reach the family"),
    TaskOutcome.NO_WAY_FOUND: lazy_gettext("They cannot help"),
    TaskOutcome.VERIFIED: lazy_gettext("The number is theirs"),
    TaskOutcome.NOT_VERIFIED: lazy_gettext("The number is not theirs"),
    TaskOutcome.FOUND_OUT: lazy_gettext("Yes, they found out: danger"),
    TaskOutcome.NOT_FOUND_OUT: lazy_gettext("No, nobody found out"),
    TaskOutcome.KEEP_LOOKING: lazy_gettext("We keep looking"),
    TaskOutcome.BELIEVED_GONE: lazy_gettext("Believed gone; the case stays open"),
}

_PHONED = (
    *(TaskKind.CALL_BACK, TaskKind.CALL_AT, TaskKind.HELP, TaskKind.MISSED_CALL, TaskKind.UPDATE_WORRY),
    *(TaskKind.UPDATE_BAD, TaskKind.NEW_CHILD, TaskKind.DETAILS_WITHHELD, TaskKind.NOT_UNDERSTOOD),
    *(TaskKind.NOT_UNDERSTOOD_TWICE, TaskKind.ALIAS_UNKNOWN, TaskKind.STOP_ASKED, TaskKind.WORRY_CALL),
)
_TALKED = (
    *(TaskKind.FIRST_CONTACT, TaskKind.SECOND_CONTACT, TaskKind.DEBRIEF, TaskKind.DEBRIEF_POINT),
    *(TaskKind.WELLBEING, TaskKind.FAMILY_STOP),
)
_READ = (TaskKind.UNKNOWN_SENDER, TaskKind.ANSWER_GIVEN, TaskKind.FAMILY_TEXT)
_AGREED = (TaskKind.SUPERVISOR_TOLD, TaskKind.NOBODY_REACHED, TaskKind.UNSAFE_END, TaskKind.WEEKLY_LOOK)
_OTHER_WAY = (
    *(TaskKind.NOT_MET, TaskKind.OTHER_WAY, TaskKind.UNREACHABLE, TaskKind.NO_SAFE_WINDOW),
    *(TaskKind.UNSAFE_CONTACT, TaskKind.DECLINED_TODAY, TaskKind.TEXT_UNDELIVERED),
)

DONE_BUTTONS: Mapping[TaskKind, LazyString] = {
    **dict.fromkeys(_PHONED, lazy_gettext("I have phoned them")),
    **dict.fromkeys(_TALKED, lazy_gettext("We have talked")),
    **dict.fromkeys(_READ, lazy_gettext("I have read it")),
    **dict.fromkeys(_AGREED, lazy_gettext("We have agreed what is done")),
    **dict.fromkeys(_OTHER_WAY, lazy_gettext("Another way is agreed")),
    TaskKind.ACTION_STARTED: lazy_gettext("It has begun"),
    TaskKind.RED_ANSWER: lazy_gettext("I have acted on it"),
    TaskKind.SEEN_WORRYING: lazy_gettext("I have acted on it"),
    TaskKind.ORANGE_ANSWER: lazy_gettext("It is planned: who does what by when"),
    TaskKind.PRIORITY_DOMAIN_MISSED: lazy_gettext("It has been asked"),
    TaskKind.DONE_REPORTED: lazy_gettext("I confirm that it is done"),
    TaskKind.ENQUIRIES: lazy_gettext("I have asked all of them"),
    TaskKind.FAMILIES_COVERED: lazy_gettext("Somebody sees to them"),
    TaskKind.CASES_RECOVERED: lazy_gettext("Every family has somebody"),
}
"""What the main button of a duty says, where there is more to say than that it is done."""


def describe_choice(outcome: TaskOutcome, kind: TaskKind) -> str:
    """What a button says by which a duty of this kind is finished."""
    if outcome is TaskOutcome.DONE and kind in DONE_BUTTONS:
        return str(DONE_BUTTONS[kind])
    return str(TASK_OUTCOMES[outcome])
