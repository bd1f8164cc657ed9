"""Whether a talk met the follow-up it was for, and what it says about the next one."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from remote_cm.domain.conversation import ContactHeld, ContactKind, counts_for_cadence, is_contact_only
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.recall import recall_within_hours
from remote_cm.domain.vocabulary import ContactRole, RiskLevel, ScriptDomain, Track
from remote_cm.services.call_ground import CallGround
from remote_cm.services.call_turns import is_opening_done, list_heard_tracks
from remote_cm.services.judge_call import JudgedTalk
from remote_cm.services.schedule_follow_up import NextDates, hasten_follow_up, schedule_follow_up
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import get_contact
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Conversation, ConversationEnding
from remote_cm.storage.tables.cases import FollowUpState
from remote_cm.storage.turns import list_turns

#: Any other end leaves the follow-up owed: another time, another way, or the call back that was agreed.
MEETING_ENDS = frozenset({ConversationEnding.FINISHED, ConversationEnding.ENDED_SAFELY})

#: Under this key of a talk's skips stands why nothing at all was asked in it.
WHOLE_TALK = "talk"


def meet_or_keep(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation,
    answers: Sequence[Answer],
    judged: JudgedTalk | None,
    asked_for_at: datetime | None,
) -> None:
    """Close the follow-up and owe the next one, or leave it owed and bring it forward where the talk says so.

    The case of the ground is locked, the talk ended. The caller commits.
    """
    dates = _next_dates(around, ground, talk, answers, judged, asked_for_at)
    heard = list_heard_tracks(around, session, ground.case, [talk])[talk.id]
    if not _is_met(around, session, ground, talk, answers, child_heard=Track.CHILD in heard):
        hasten_follow_up(around, session, ground.case, ground.follow_up, dates)
        return
    case = ground.case
    ground.follow_up.state, ground.follow_up.closed_at = FollowUpState.MET, around.now()
    case.last_contact_at = talk.started_at
    if Track.CHILD in heard:
        case.child_heard_at = talk.started_at
    if Track.CAREGIVER in heard:
        case.caregiver_heard_at = talk.started_at
    session.flush()
    schedule_follow_up(around, session, case, replace(dates, last_spoken_to=_role(session, talk)))


def _is_met(
    around: Surroundings,
    session: Session,
    ground: CallGround,
    talk: Conversation,
    answers: Sequence[Answer],
    *,
    child_heard: bool,
) -> bool:
    """Whether the cadence counts this talk (cadence §4.2)."""
    if talk.ending not in MEETING_ENDS:
        return False
    held = ContactHeld(
        held_at=talk.started_at,
        kind=ContactKind.CONVERSATION,
        spoke_with=_role(session, talk),
        person_of_concern=get_contact(session, talk.contact_id).is_person_of_concern,
        safety_codes=tuple(one.code for one in answers if one.item_id.startswith(f"{ScriptDomain.SAFETY.value}.")),
        by_own_caseworker=talk.caseworker_id == ground.case.caseworker_id,
        child_heard=child_heard,
        has_reason_for_no_answers=_has_reason_for_no_answers(around, session, talk, answers),
    )
    return counts_for_cadence(held)


def _has_reason_for_no_answers(
    around: Surroundings, session: Session, talk: Conversation, answers: Sequence[Answer]
) -> bool:
    """A reason that is not danger: where it was not safe to ask, nobody knows how they are (MON-09). Nor does anybody
    where the opening was never done, whatever reason is given.
    """
    reasons = set(talk.skips.values()) - {SkipReason.NOT_SAFE_NOW.value}
    was_spoken_to = is_opening_done(around, list_turns(session, talk.id))
    return is_contact_only(one.code for one in answers) and bool(reasons) and was_spoken_to


def _role(session: Session, talk: Conversation) -> ContactRole:
    """A safe adult stands in for the caregiver (cadence §4.2: the child or a safe caregiver)."""
    role = get_contact(session, talk.contact_id).role
    return ContactRole.CAREGIVER if role is ContactRole.SAFE_ADULT else role


def _next_dates(
    around: Surroundings,
    ground: CallGround,
    talk: Conversation,
    answers: Sequence[Answer],
    judged: JudgedTalk | None,
    asked_for_at: datetime | None,
) -> NextDates:
    """What this talk says about the next one, also when it leaves the same follow-up owed."""
    if judged is None:
        return NextDates(
            chase_by=_after(talk.started_at, _after_silence(around, ground, talk)), asked_for_at=asked_for_at
        )
    decision = judged.decision
    heard = [(one.item_id, one.code) for one in answers]
    recall_hours = recall_within_hours(heard, decision.effective, around.policy.call_script.recall_hours)
    return NextDates(
        chase_by=_after(talk.started_at, decision.chase_within_hours),
        asked_for_at=asked_for_at,
        action_due_at=_after(around.now(), recall_hours),
        begin_with=decision.missed,
    )


def _after(moment: datetime, hours: int | None) -> datetime | None:
    return None if hours is None else moment + timedelta(hours=hours)


def _after_silence(around: Surroundings, ground: CallGround, talk: Conversation) -> int | None:
    """A talk that is kept as a contact only, with its reason, is chased like any that missed safety."""
    if not talk.skips:
        return None
    risk = around.policy.risk
    return risk.chase_high_hours if ground.case.level is RiskLevel.HIGH else risk.chase_other_hours
