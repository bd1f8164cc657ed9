"""What happens in and around a call, in words for the caseworker: tries, answers, endings, dangers, domains."""

from collections.abc import Mapping
from datetime import datetime

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.call_script import ActionOwner, GateKind
from remote_cm.domain.caseload import MoveReason
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, DomainColour, ScriptDomain, Track, Trigger
from remote_cm.services.my_day import DayCall
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from remote_cm.web.words.moments import by_when

OUTCOMES: Mapping[AttemptOutcome, LazyString] = {
    AttemptOutcome.ANSWERED: lazy_gettext("they picked up"),
    AttemptOutcome.NO_ANSWER: lazy_gettext("no answer"),
    AttemptOutcome.OTHER_PERSON: lazy_gettext("somebody else picked up"),
    AttemptOutcome.NOT_NOW: lazy_gettext("not a good moment"),
    AttemptOutcome.NUMBER_DEAD: lazy_gettext("the number is dead"),
    AttemptOutcome.NOT_MADE: lazy_gettext("not rung"),
    AttemptOutcome.UNKNOWN: lazy_gettext("not known how it went: ring again"),
}

ENDINGS: Mapping[ConversationEnding, LazyString] = {
    ConversationEnding.FINISHED: lazy_gettext("The talk was finished."),
    ConversationEnding.ENDED_SAFELY: lazy_gettext("The talk was ended kindly before its end."),
    ConversationEnding.UNSAFE: lazy_gettext(
        "The talk ended unsafely. Nobody rings back until you and your supervisor have chosen a route."
    ),
    ConversationEnding.DROPPED: lazy_gettext("The line dropped."),
    ConversationEnding.DECLINED: lazy_gettext("They did not want to talk today. That is their right."),
    ConversationEnding.OTHER_PERSON: lazy_gettext("Somebody else was on the phone. Nothing was told to them."),
    ConversationEnding.NOT_NOW: lazy_gettext("It was not a safe moment to talk."),
    ConversationEnding.UNEASY: lazy_gettext("It was not a good moment. They are reached the way that they chose."),
    ConversationEnding.MONITORED: lazy_gettext("The call seemed monitored. Another way is found to see how they are."),
    ConversationEnding.HANDED_OVER: lazy_gettext("The call was handed over to the back-up. Your supervisor rings you."),
}

SELF_CHECKS: Mapping[str, LazyString] = {
    "alone": lazy_gettext("I am alone, and nobody can hear me."),
    "headset": lazy_gettext("I have a headset on or the phone at my ear; the loudspeaker is off."),
    "plan_read": lazy_gettext("I have read how this person wants to be called."),
}

GATES_OPEN: Mapping[GateKind, LazyString] = {
    GateKind.NEUTRAL_HELLO: lazy_gettext("Sounds like them"),
    GateKind.RIGHT_PERSON: lazy_gettext("It is the right person"),
    GateKind.SAFE_TO_TALK: lazy_gettext("Safe to talk"),
    GateKind.PRIVACY: lazy_gettext("Nobody can hear"),
    GateKind.STOP_SIGNAL: lazy_gettext("Agreed"),
    GateKind.LINE_DROP: lazy_gettext("Agreed"),
    GateKind.CONSENT: lazy_gettext("They agree to talk"),
    GateKind.CHILD_TALK: lazy_gettext("Yes, after these questions"),
}
"""What a yes at each step means. Never a bare yes: to "could anybody hear us?" their yes is the caseworker's no."""

GATES_CLOSED: Mapping[GateKind, LazyString] = {
    GateKind.NEUTRAL_HELLO: lazy_gettext("Somebody else"),
    GateKind.RIGHT_PERSON: lazy_gettext("It is not them"),
    GateKind.SAFE_TO_TALK: lazy_gettext("Not now"),
    GateKind.PRIVACY: lazy_gettext("Somebody may hear"),
    GateKind.STOP_SIGNAL: lazy_gettext("Not agreed yet"),
    GateKind.LINE_DROP: lazy_gettext("Not agreed yet"),
    GateKind.CONSENT: lazy_gettext("They would rather not"),
    GateKind.CHILD_TALK: lazy_gettext("Not today"),
}

ANSWERS: Mapping[AnswerCode, LazyString] = {
    AnswerCode.GREEN: lazy_gettext("Green"),
    AnswerCode.ORANGE: lazy_gettext("Orange"),
    AnswerCode.RED: lazy_gettext("Red"),
    AnswerCode.NOT_APPLICABLE: lazy_gettext("Does not apply"),
    AnswerCode.NOT_SAFE: lazy_gettext("Not safe to ask"),
    AnswerCode.DECLINED: lazy_gettext("Passed"),
    AnswerCode.MISSED: lazy_gettext("No time"),
}

COLOURS: Mapping[DomainColour, LazyString] = {
    DomainColour.GREEN: lazy_gettext("Green"),
    DomainColour.ORANGE: lazy_gettext("Orange"),
    DomainColour.RED: lazy_gettext("Red"),
    DomainColour.UNCOVERED: lazy_gettext("Not heard"),
}

DOMAINS: Mapping[ScriptDomain, LazyString] = {
    ScriptDomain.SAFETY: lazy_gettext("safety"),
    ScriptDomain.HEALTH: lazy_gettext("health"),
    ScriptDomain.FEELINGS: lazy_gettext("feelings"),
    ScriptDomain.CARE: lazy_gettext("care"),
    ScriptDomain.MEANS: lazy_gettext("food and means"),
    ScriptDomain.LEARNING: lazy_gettext("learning"),
    ScriptDomain.PEOPLE: lazy_gettext("people around the child"),
    ScriptDomain.SERVICES: lazy_gettext("services"),
}

CONTACT_ROLES: Mapping[ContactRole, LazyString] = {
    ContactRole.CHILD: lazy_gettext("the child"),
    ContactRole.CAREGIVER: lazy_gettext("the caregiver"),
    ContactRole.SAFE_ADULT: lazy_gettext("the safe adult"),
    ContactRole.FOCAL_PERSON: lazy_gettext("the focal person"),
    ContactRole.VOLUNTEER: lazy_gettext("the volunteer"),
}

TRACKS: Mapping[Track, LazyString] = {
    Track.CAREGIVER: lazy_gettext("with the caregiver"),
    Track.CHILD: lazy_gettext("with the child"),
}

ACTION_OWNERS: Mapping[ActionOwner, LazyString] = {
    ActionOwner.CASEWORKER: lazy_gettext("caseworker"),
    ActionOwner.SUPERVISOR: lazy_gettext("supervisor"),
    ActionOwner.VOLUNTEER: lazy_gettext("volunteer"),
}

TRIGGERS: Mapping[Trigger, LazyString] = {
    Trigger.T1: lazy_gettext("violence now or within hours"),
    Trigger.T2: lazy_gettext("serious injury or illness without care"),
    Trigger.T3: lazy_gettext("sexual violence, new or going on"),
    Trigger.T4: lazy_gettext("danger of suicide"),
    Trigger.T5: lazy_gettext("a child without safe care tonight"),
    Trigger.T6: lazy_gettext("a child missing, taken or being moved"),
    Trigger.T7: lazy_gettext("a forced marriage within days"),
    Trigger.T8: lazy_gettext("an armed or criminal group"),
    Trigger.T9: lazy_gettext("arrest, removal or a mob"),
    Trigger.T10: lazy_gettext("somebody dangerous found out about the calls"),
    Trigger.T11: lazy_gettext("fire, flood or storm"),
    Trigger.T12: lazy_gettext("a helper or member of staff is involved"),
    Trigger.T13: lazy_gettext("a volunteer threatened, hurt or missing"),
    Trigger.T14: lazy_gettext("a death that is new to us"),
}


def describe_next_try(call: DayCall, now: datetime) -> str | None:
    """When a family that did not answer is tried next, never at an hour that is over or not safe; None where nothing
    has failed, or where no safe hour is known, which its hours say already.
    """
    if call.next_try is None:
        return None
    if call.next_try.is_used_up:
        return str(gettext("tried often enough: somebody goes to see"))
    if call.next_try.not_before is None or call.window_from is None:
        return None
    earliest = max(call.next_try.not_before, call.window_from)
    if earliest > now:
        return str(gettext("next try from %(moment)s", moment=by_when(earliest, now)))
    return str(gettext("next try now")) if call.is_open_now else None


def describe_try(moment: datetime, now: datetime) -> str:
    """When a family may be tried again; once that hour has come, the safety gate alone says when."""
    return by_when(moment, now) if moment > now else str(gettext("as soon as it is safe"))


MOVE_REASONS: Mapping[MoveReason, LazyString] = {
    MoveReason.FAMILY_ASKED: lazy_gettext("the family asked for it"),
    MoveReason.TOO_MANY: lazy_gettext("too many calls that day"),
    MoveReason.AWAY: lazy_gettext("nobody is here that day"),
    MoveReason.LANGUAGE: lazy_gettext("their language, or the child's wish"),
}
