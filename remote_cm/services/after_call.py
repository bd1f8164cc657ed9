"""What is left to do when the line is quiet, and what a call has changed (script §2.13)."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from remote_cm.domain.call_notes import notes_due_at
from remote_cm.domain.vocabulary import DomainColour, ScriptDomain
from remote_cm.services.call_ground import CallGround
from remote_cm.services.call_views import AfterCall, DomainChange, NextCall, ProposedAction
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_open_follow_up
from remote_cm.storage.database import Session
from remote_cm.storage.settling import find_judged_before
from remote_cm.storage.tables.calls import ActionState, Conversation, PlanAction


def read_after(
    around: Surroundings, session: Session, talk: Conversation, unsettled: Iterable[PlanAction]
) -> AfterCall:
    """What this ended talk leaves its caseworker to confirm, write and say; ``unsettled`` are the case's actions."""
    actions = (
        ProposedAction(id=row.id, domain=row.domain, what=row.what, owner=row.owner, due_at=row.due_at)
        for row in unsettled
        if row.conversation_id == talk.id and row.state is ActionState.PROPOSED
    )
    return AfterCall(
        actions=tuple(actions),
        changes=list_changes(find_judged_before(session, talk), talk),
        notes_due_at=_notes_due_at(around, talk),
        household=talk.household,
        remote_reason=talk.remote_reason,
        was_hard=talk.was_hard,
    )


def list_changes(before: Conversation | None, talk: Conversation) -> tuple[DomainChange, ...]:
    """The domains that stand otherwise than after the judged call before this one, in rank order."""
    then = _colours(before.effective) if before is not None else {}
    now = _colours(talk.effective)
    unknown = DomainColour.UNCOVERED
    return tuple(
        DomainChange(domain, then.get(domain, unknown), now.get(domain, unknown))
        for domain in ScriptDomain
        if then.get(domain, unknown) is not now.get(domain, unknown)
    )


def read_next_call(session: Session, ground: CallGround, talk: Conversation | None) -> NextCall | None:
    """The follow-up that is owed after this call: by when, with whom, how, and in the family's own words."""
    is_still_owed = not ground.follow_up.state.is_final
    following = ground.follow_up if is_still_owed else find_open_follow_up(session, ground.case.id)
    if following is None:
        return None
    contact = next((one for one in ground.family if one.id == following.contact_id), None)
    return NextCall(
        due_by=following.due_by,
        window_from=following.window_from,
        window_to=following.window_to,
        reasons=tuple(following.reasons),
        begin_with=tuple(following.begin_with),
        has_no_safe_window=following.has_no_safe_window,
        speak_with=contact.role if contact is not None else None,
        is_by_bridge=contact is not None and contact.has_agreed_to_bridge,
        agreed_words=talk.agreed_words if talk is not None else None,
    )


def _notes_due_at(around: Surroundings, talk: Conversation) -> datetime | None:
    if talk.ended_at is None or talk.notes_written_at is not None:
        return None
    return notes_due_at(talk.ended_at, around.policy.call_script.notes_nudge_hours)


def _colours(effective: Mapping[str, str] | None) -> dict[ScriptDomain, DomainColour]:
    return {ScriptDomain(domain): DomainColour(colour) for domain, colour in (effective or {}).items()}
