"""Why a call or a case has its level, and why the next call is when it is: one plain sentence for each reason."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.cadence import CadenceRemark
from remote_cm.domain.case_level import CaseLevelReason
from remote_cm.domain.next_call import NextCallReason
from remote_cm.domain.risk import RiskCode
from remote_cm.domain.vocabulary import RiskLevel

LEVELS: Mapping[RiskLevel, LazyString] = {
    RiskLevel.LOW: lazy_gettext("Low"),
    RiskLevel.MEDIUM: lazy_gettext("Medium"),
    RiskLevel.HIGH: lazy_gettext("High"),
    RiskLevel.IMMEDIATE: lazy_gettext("Immediate"),
}

RISK_CODES: Mapping[RiskCode, LazyString] = {
    RiskCode.H0: lazy_gettext("The child may be in danger now, or you pressed Danger."),
    RiskCode.H1: lazy_gettext("Safety, health or feelings is red."),
    RiskCode.H2: lazy_gettext("Several of the other domains are red."),
    RiskCode.H3: lazy_gettext("One of the other domains is red, and safety, health or feelings is orange."),
    RiskCode.H4: lazy_gettext("Safety, health and feelings are all orange."),
    RiskCode.M1: lazy_gettext("Safety, health or feelings is orange."),
    RiskCode.M2: lazy_gettext("One of the other domains is red."),
    RiskCode.M3: lazy_gettext("Several of the other domains are orange."),
    RiskCode.M4: lazy_gettext("Safety, health or feelings was not heard, so nobody can say that all is well."),
    RiskCode.M5: lazy_gettext("The level of the call before holds until safety, health and feelings are heard."),
    RiskCode.L1: lazy_gettext("Nothing that was heard asks for a higher level."),
    RiskCode.F1: lazy_gettext("The level that was set for this case may not be gone below."),
}

CASE_LEVEL_REASONS: Mapping[CaseLevelReason, LazyString] = {
    CaseLevelReason.RAISED_BY_CALL: lazy_gettext("raised by what was heard in a call"),
    CaseLevelReason.RAISED_BY_DANGER: lazy_gettext("raised because of danger"),
    CaseLevelReason.RAISED_TO_FLOOR: lazy_gettext("raised to the lowest level set for this case"),
    CaseLevelReason.SAME: lazy_gettext("unchanged"),
    CaseLevelReason.HELD_BY_OPEN_DANGER: lazy_gettext("held while an alert is open"),
    CaseLevelReason.HELD_AT_FLOOR: lazy_gettext("held at the lowest level set for this case"),
    CaseLevelReason.HELD_UNTIL_EARNED: lazy_gettext("held until enough calls in a row were better"),
    CaseLevelReason.STEP_DOWN_EARNED: lazy_gettext("one step lower is proposed to the supervisor"),
}

NEXT_CALL_REASONS: Mapping[NextCallReason, LazyString] = {
    NextCallReason.CADENCE_DATE: lazy_gettext("its schedule asks for it"),
    NextCallReason.TWICE_IN_SEVEN_DAYS: lazy_gettext("second talk within seven days"),
    NextCallReason.CHASE_DATE: lazy_gettext("a priority domain was not heard last time"),
    NextCallReason.ACTION_DATE: lazy_gettext("an action of the plan needs a call"),
    NextCallReason.ASKED_FOR: lazy_gettext("the family asked for this time"),
    NextCallReason.NEVER_CONTACTED: lazy_gettext("the first call to this family"),
    NextCallReason.ACTION_OVERDUE: lazy_gettext("something that was promised is overdue"),
    NextCallReason.SPACING_OVERRIDDEN: lazy_gettext("sooner after the last call than usual, because it cannot wait"),
    NextCallReason.MOVED_EARLIER: lazy_gettext("moved earlier into safe hours"),
    NextCallReason.NO_SAFE_WINDOW: lazy_gettext("no safe hour is left before it is due"),
}

CADENCE_REMARKS: Mapping[CadenceRemark, LazyString] = {
    CadenceRemark.FIRST_REVIEW_OVERDUE: lazy_gettext("the first review is overdue"),
    CadenceRemark.DAILY_WITHOUT_END_DATE: lazy_gettext("daily calls have no end date yet"),
    CadenceRemark.DAILY_HAS_ENDED: lazy_gettext("daily calls have come to their end date"),
}


def describe_call_reason(reason: str) -> str:
    """Why a follow-up is due, from the rule's stored word. Raises ValueError for a word of no rule."""
    if reason in {remark.value for remark in CadenceRemark}:
        return str(CADENCE_REMARKS[CadenceRemark(reason)])
    return str(NEXT_CALL_REASONS[NextCallReason(reason)])


def describe_risk_code(code: str) -> str:
    """Why a call has its level, from the rule's stored code. Raises ValueError for a code of no rule."""
    return str(RISK_CODES[RiskCode(code)])


def describe_level_change(reason: str) -> str:
    """Why a case's level changed, from the rule's stored word. Raises ValueError for a word of no rule."""
    return str(CASE_LEVEL_REASONS[CaseLevelReason(reason)])
