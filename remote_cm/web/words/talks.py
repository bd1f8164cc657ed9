"""A talk in words for the caseworker: what is explained and agreed, why something waits, what the family wants."""

from collections.abc import Mapping

from flask_babel import LazyString, gettext, lazy_gettext

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.consent import ConsentItem, ConsentKind, ExplainedPoint
from remote_cm.domain.contact_plan import AgreedWord
from remote_cm.domain.next_question import LockReason, SkipReason
from remote_cm.domain.refusal import Fault
from remote_cm.domain.registration import IdentifierKind
from remote_cm.domain.vocabulary import CallBackSignal, Household, Interpreter, LineDropPlan, RemoteReason
from remote_cm.storage.tables.calls import ActionState
from remote_cm.web.words.people import AGREED_WORDS
from remote_cm.web.words.registrations import IDENTIFIERS

CONSENT_KINDS: Mapping[ConsentKind, LazyString] = {
    ConsentKind.CONSENT: lazy_gettext("their own yes"),
    ConsentKind.ASSENT: lazy_gettext("the child's own yes, beside the caregiver's"),
    ConsentKind.CHILD_ASSENT_CAREGIVER_EXCLUDED: lazy_gettext("the child's yes is enough; the supervisor is told"),
}

EXPLAINED_POINTS: Mapping[ExplainedPoint, LazyString] = {
    ExplainedPoint.PROCESS: lazy_gettext("What these calls are for, how long they take, and how they go on"),
    ExplainedPoint.ORGANISATION_AND_COMPLAINTS: lazy_gettext("Who we are, and how to complain about us"),
    ExplainedPoint.WHY_NOTES: lazy_gettext("Why notes are kept, and what is in them"),
    ExplainedPoint.PROTECTION_AND_SHARING: lazy_gettext("How the notes are kept safe, and with whom they are shared"),
    ExplainedPoint.EXCEPTIONS_AND_DUTY: lazy_gettext(
        "What cannot stay between us: when somebody could be badly hurt, we get help"
    ),
    ExplainedPoint.RIGHTS: lazy_gettext(
        "They may skip, stop, see their notes or change their mind, and still get help"
    ),
}

CONSENT_ITEMS: Mapping[ConsentItem, LazyString] = {
    ConsentItem.TAKE_PART: lazy_gettext("Take part in these talks"),
    ConsentItem.KEEP_DATA: lazy_gettext("Notes are kept"),
    ConsentItem.SHARE_FOR_SERVICES: lazy_gettext("What a service needs is shared with it"),
    ConsentItem.TRACING: lazy_gettext("Family members are searched for"),
    ConsentItem.BY_CALL: lazy_gettext("We ring them"),
    ConsentItem.BY_TEXT: lazy_gettext("We text them, in the agreed words"),
    ConsentItem.BY_MISSED_CALL: lazy_gettext("Missed calls as a signal"),
    ConsentItem.BY_VOLUNTEER: lazy_gettext("A volunteer helps"),
}

INTERPRETERS: Mapping[Interpreter, LazyString] = {
    Interpreter.NONE: lazy_gettext("nobody: I speak it"),
    Interpreter.TRAINED: lazy_gettext("a trained interpreter"),
    Interpreter.OTHER_ADULT: lazy_gettext("another grown-up"),
}

COLLATERAL_KINDS: Mapping[CollateralKind, LazyString] = {
    CollateralKind.KIN: lazy_gettext("a relative"),
    CollateralKind.TEACHER: lazy_gettext("a teacher or facilitator"),
    CollateralKind.PROVIDER: lazy_gettext("somebody from a service"),
    CollateralKind.LEADER: lazy_gettext("somebody with a role in the neighbourhood"),
}

CALL_BACK_SIGNALS: Mapping[CallBackSignal, LazyString] = {
    CallBackSignal.MISSED_CALL: lazy_gettext("they let it ring once"),
    CallBackSignal.ONE_DIGIT_TEXT: lazy_gettext("they text one digit"),
    CallBackSignal.SAFE_ADULT: lazy_gettext("through the safe adult"),
    CallBackSignal.SAFE_SPACE: lazy_gettext("at the safe space"),
    CallBackSignal.ANOTHER_HOUR: lazy_gettext("I ring at another hour"),
}

LINE_DROP_PLANS: Mapping[LineDropPlan, LazyString] = {
    LineDropPlan.RING_BACK: lazy_gettext("I ring back once, after two minutes"),
    LineDropPlan.WAIT_FOR_THEM: lazy_gettext("I wait for their missed call"),
}

HOUSEHOLDS: Mapping[Household, LazyString] = {
    Household.WELL: lazy_gettext("all are well"),
    Household.OTHERS_AFFECTED: lazy_gettext("somebody else is affected"),
    Household.NEW_CHILD: lazy_gettext("another child may be at risk"),
}

REMOTE_REASONS: Mapping[RemoteReason, LazyString] = {
    RemoteReason.ACCESS: lazy_gettext("we may not go there"),
    RemoteReason.INSECURITY: lazy_gettext("it is not safe to go"),
    RemoteReason.OUTBREAK: lazy_gettext("an illness goes round"),
    RemoteReason.WEATHER: lazy_gettext("the weather"),
    RemoteReason.FAMILY_WISH: lazy_gettext("the family wants it so"),
}

ACTION_STATES: Mapping[ActionState, LazyString] = {
    ActionState.PROPOSED: lazy_gettext("to be confirmed"),
    ActionState.OPEN: lazy_gettext("open"),
    ActionState.REPORTED_DONE: lazy_gettext("reported as done"),
    ActionState.DONE: lazy_gettext("done"),
    ActionState.BLOCKED: lazy_gettext("something is in the way"),
    ActionState.DROPPED: lazy_gettext("dropped"),
}

SKIP_REASONS: Mapping[SkipReason, LazyString] = {
    SkipReason.TIRED: lazy_gettext("They are tired"),
    SkipReason.SHORT_CALL: lazy_gettext("The call has to be short"),
    SkipReason.THEY_ASKED: lazy_gettext("They want to talk about it"),
    SkipReason.NOT_SAFE_NOW: lazy_gettext("The other one is not safe now"),
}

LOCK_REASONS: Mapping[LockReason, LazyString] = {
    LockReason.PRIVATE: lazy_gettext("only when nobody can hear"),
    LockReason.WOMAN_TO_GIRL: lazy_gettext("a woman asks a girl this"),
    LockReason.NOT_PERSON_OF_CONCERN: lazy_gettext("not asked of somebody who may be part of the harm"),
}

FIELDS: Mapping[str, LazyString] = {
    "agreed_words": lazy_gettext("The next call, in their own terms"),
    "asked_for_at": lazy_gettext("Day and hour of the next call"),
    "asked_for_on": lazy_gettext("Day of the next call"),
    "asked_for_time": lazy_gettext("Hour of the next call"),
    "agreed_by": lazy_gettext("Who has agreed to this very person"),
    "band": lazy_gettext("Age"),
    "by": lazy_gettext("Who said no"),
    "camp": lazy_gettext("Camp"),
    "caseworker": lazy_gettext("Who has the case"),
    "certain": lazy_gettext("Before you speak with anybody"),
    "code": lazy_gettext("Who takes it over"),
    "concern": lazy_gettext("What was seen or heard"),
    "consent": lazy_gettext("Consent"),
    "kind": lazy_gettext("Whom, and what to say"),
    "child_view": lazy_gettext("What the child wants"),
    "day": lazy_gettext("The day"),
    "harm": lazy_gettext("What may happen to the child"),
    "has_no_conflict": lazy_gettext("No relative, no network"),
    "heard": lazy_gettext("How you heard it"),
    "identifiers": lazy_gettext("Is the child known already?"),
    "hours": lazy_gettext("Safe hours"),
    "items": lazy_gettext("What is to stop"),
    "just_before": lazy_gettext("The line broke"),
    "name": lazy_gettext("What you call this person"),
    "language": lazy_gettext("Language"),
    "level": lazy_gettext("How much harm threatens"),
    "number": lazy_gettext("Number"),
    "referred_by": lazy_gettext("Who told us"),
    "referred_on": lazy_gettext("When"),
    "referred_time": lazy_gettext("When"),
    "role": lazy_gettext("Who this is to the child"),
    "other_ways": lazy_gettext("Why nothing else is enough"),
    "sex": lazy_gettext("Girl or boy"),
    "skip_reason": lazy_gettext("Why this one first"),
    "told_on": lazy_gettext("Telling the child"),
    "until": lazy_gettext("Its last day"),
    "valid_until": lazy_gettext("Holds until"),
    "way:by_call": lazy_gettext("Over the line"),
    "way:by_text": lazy_gettext("Texts"),
    "words": lazy_gettext("Your words"),
}
"""The fields of a call's forms by what stands above them."""


def describe_fault(fault: Fault) -> str:
    """What is missing and where, in the words of the page; no field is shown by its code."""
    if fault.where in set(ExplainedPoint):
        return str(gettext("Explain and tick: “%(point)s”.", point=EXPLAINED_POINTS[ExplainedPoint(fault.where)]))
    if fault.where in set(ConsentItem):
        item = CONSENT_ITEMS[ConsentItem(fault.where)]
        return str(gettext("“%(item)s” is not ticked: if they would rather not, press that.", item=item))
    if fault.where in set(IdentifierKind):
        return f"{IDENTIFIERS[IdentifierKind(fault.where)]}: {fault.what}."
    if fault.where in set(AgreedWord):
        return f"{AGREED_WORDS[AgreedWord(fault.where)]}: {fault.what}."
    place = FIELDS.get(fault.where)
    return f"{place}: {fault.what}." if place is not None else f"{fault.what[:1].upper()}{fault.what[1:]}."
