"""Alerts in words: what kind, who is rung, what the holder owes, and each line of the path."""

from collections.abc import Mapping
from datetime import timedelta

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.escalation import AckOutcome
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.ladder import PromiseKind, RungRole
from remote_cm.domain.vocabulary import Channel, LadderName
from remote_cm.services.alert_board import AlertCard, AlertLine
from remote_cm.services.found_late import FOUND_LATE
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.web.words.failures import REASONS
from remote_cm.web.words.moments import length

LADDERS: Mapping[LadderName, LazyString] = {
    LadderName.E0: lazy_gettext("Danger"),
    LadderName.E0_WITHOUT_LINE: lazy_gettext("Danger, away from the line"),
    LadderName.E0_UNKNOWN_SENDER: lazy_gettext("Danger, unknown sender"),
    LadderName.HELP: lazy_gettext("Help"),
}

RUNG_ROLES: Mapping[RungRole, LazyString] = {
    RungRole.CASEWORKER: lazy_gettext("the caseworker"),
    RungRole.BACKUP_CASEWORKER: lazy_gettext("the back-up caseworker"),
    RungRole.SUPERVISOR: lazy_gettext("the supervisor"),
    RungRole.DUTY_CASEWORKER: lazy_gettext("the caseworker on duty"),
    RungRole.DUTY_SUPERVISOR: lazy_gettext("the supervisor on duty"),
    RungRole.DUTY_MANAGER: lazy_gettext("the manager on duty"),
    RungRole.SAFEGUARDING: lazy_gettext("the safeguarding focal point"),
    RungRole.ON_CALL: lazy_gettext("everybody on call"),
}

PROMISES: Mapping[PromiseKind, LazyString] = {
    PromiseKind.DECIDED: lazy_gettext("decide what this is"),
    PromiseKind.CALLED_BACK: lazy_gettext("call back"),
    PromiseKind.FACTS_KNOWN: lazy_gettext("know the facts"),
    PromiseKind.HELP_ON_THE_WAY: lazy_gettext("have help on the way"),
    PromiseKind.CHILD_SEEN: lazy_gettext("have the child seen"),
    PromiseKind.WRITTEN_DOWN: lazy_gettext("have it written down"),
}

PROMISES_KEPT: Mapping[PromiseKind, LazyString] = {
    PromiseKind.DECIDED: lazy_gettext("It is decided"),
    PromiseKind.CALLED_BACK: lazy_gettext("I called back"),
    PromiseKind.FACTS_KNOWN: lazy_gettext("I know the facts"),
    PromiseKind.HELP_ON_THE_WAY: lazy_gettext("Help is on the way"),
    PromiseKind.CHILD_SEEN: lazy_gettext("The child has been seen"),
    PromiseKind.WRITTEN_DOWN: lazy_gettext("It is written down"),
}

ACTS: Mapping[AlertAct, LazyString] = {
    AlertAct.OPENED: lazy_gettext("alert opened"),
    AlertAct.JOINED: lazy_gettext("reported once more"),
    AlertAct.FOUND_LATE: lazy_gettext("we heard of it late"),
    AlertAct.CLIMBED: lazy_gettext("nobody has it: more people are called"),
    AlertAct.EMPTY_RUNG: lazy_gettext("nobody holds this place"),
    AlertAct.PAGED: lazy_gettext("called"),
    AlertAct.PAGE_FAILED: lazy_gettext("could not be reached"),
    AlertAct.NUMBER_FLAGGED: lazy_gettext("tried, although this number did not work before"),
    AlertAct.NOBODY_REACHED: lazy_gettext("no phone was answered: it climbs at once"),
    AlertAct.ACKNOWLEDGED: lazy_gettext("has it"),
    AlertAct.PASSED_ON: lazy_gettext("cannot; passed on"),
    AlertAct.PROMISE_KEPT: lazy_gettext("did what was promised"),
    AlertAct.PROMISE_MISSED: lazy_gettext("promise not kept in time: it climbs again"),
    AlertAct.ENDED: lazy_gettext("ended the alert"),
}

CHANNELS: Mapping[Channel, LazyString] = {
    Channel.TEXT: lazy_gettext("text sent"),
    Channel.CALL: lazy_gettext("rung"),
    Channel.BRIDGE: lazy_gettext("connected"),
}

ACK_OUTCOMES: Mapping[AckOutcome, LazyString] = {
    AckOutcome.TAKEN: lazy_gettext("You have it. Nobody else is called while you keep your promise."),
    AckOutcome.ALREADY_YOURS: lazy_gettext("You have it already."),
    AckOutcome.HELD_BY_ANOTHER: lazy_gettext("Somebody else took it a moment ago. You can take it over below."),
    AckOutcome.NOT_FOR_YOU: lazy_gettext("This one is not for you to take."),
    AckOutcome.ALREADY_ENDED: lazy_gettext("It has been ended already."),
}

_HOW = {
    "button": lazy_gettext("by button"),
    "key": lazy_gettext("by a key on the phone"),
    "reply": lazy_gettext("by a reply"),
    "taken_over": lazy_gettext("taken over"),
    "no_number": lazy_gettext("there is no number"),
}


def describe_alert(card: AlertCard) -> str:
    """What an alert is about, in codes."""
    if card.ladder is LadderName.HELP:
        return str(gettext("%(who)s asks for help", who=card.volunteer_code or card.case_code or gettext("Somebody")))
    if card.ladder is LadderName.E0_UNKNOWN_SENDER:
        return str(gettext("An unknown number reports danger"))
    if card.case_code is None:
        return str(gettext("%(who)s reports danger, no child named", who=card.volunteer_code or gettext("Somebody")))
    if card.volunteer_code is not None:
        return str(gettext("%(who)s reports danger for %(case)s", who=card.volunteer_code, case=card.case_code))
    return str(gettext("%(case)s may be in danger", case=card.case_code))


def describe_line(line: AlertLine) -> str:
    """One line of the path, without its time and its person."""
    detail = line.detail or ""
    if line.act is AlertAct.PAGED and detail in set(Channel):
        return str(CHANNELS[Channel(detail)])
    if line.act is AlertAct.EMPTY_RUNG:
        roles = [str(RUNG_ROLES[RungRole(role)]) for role in detail.split(",") if role in set(RungRole)]
        return str(gettext("nobody is named as %(roles)s", roles=", ".join(roles))) if roles else str(ACTS[line.act])
    if line.act is AlertAct.PAGE_FAILED and detail.startswith(("ring_", "text_")):
        is_ring = detail.startswith("ring_")
        return str(gettext("the ring was not answered")) if is_ring else str(gettext("the text did not arrive"))
    if line.act in (AlertAct.PAGE_FAILED, AlertAct.NUMBER_FLAGGED) and detail in set(FailureReason):
        return str(gettext("%(act)s: %(why)s", act=ACTS[line.act], why=REASONS[FailureReason(detail)]))
    if line.act is AlertAct.FOUND_LATE and detail.removeprefix(FOUND_LATE).isdigit():
        late = timedelta(seconds=int(detail.removeprefix(FOUND_LATE)))
        return str(gettext("we heard of it late: it was sent %(span)s before", span=length(late)))
    how = _HOW.get(detail)
    return f"{ACTS[line.act]}, {how}" if how else str(ACTS[line.act])


def called_last(card: AlertCard) -> tuple[str, ...]:
    """Who was called when the alert last climbed, in codes, each once."""
    called: dict[str, None] = {}
    for line in card.path:
        if line.act is AlertAct.CLIMBED:
            called = {}
        elif line.act is AlertAct.PAGED and line.who:
            called[line.who] = None
    return tuple(called)


def describe_roles(roles: tuple[RungRole, ...]) -> str:
    """Several places of a ladder, as one list."""
    return ", ".join(str(RUNG_ROLES[role]) for role in roles)
