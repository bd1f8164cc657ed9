"""Writes down what the script proposes to do after a talk, for the caseworker to confirm or to drop (MON-04)."""

import uuid
from collections.abc import Iterable, Mapping
from datetime import datetime

from remote_cm.domain.call_script import Action
from remote_cm.domain.plan_action import proposed_due_at
from remote_cm.domain.vocabulary import DomainColour, ScriptDomain
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.plan_actions import list_unsettled_actions
from remote_cm.storage.tables.calls import ActionState, Conversation, PlanAction


def propose_actions(
    around: Surroundings, session: Session, talk: Conversation, colours: Mapping[ScriptDomain, DomainColour]
) -> None:
    """Propose the actions of each colour that was heard in this talk. The caller commits.

    What is open on the case already, in the same words, is not proposed twice.
    """
    ended_at = talk.ended_at or around.now()
    known = {(row.domain, row.what) for row in list_unsettled_actions(session, talk.case_id)}
    for domain, action in _advised(around, colours):
        if (domain, action.text) not in known:
            session.add(_proposed(talk, domain, action, ended_at))
    session.flush()


def _advised(
    around: Surroundings, colours: Mapping[ScriptDomain, DomainColour]
) -> Iterable[tuple[ScriptDomain, Action]]:
    for script in around.script.domains:
        advice = script.advice_for(colours.get(script.domain, DomainColour.UNCOVERED))
        for action in advice.actions if advice is not None else ():
            yield script.domain, action


def _proposed(talk: Conversation, domain: ScriptDomain, action: Action, ended_at: datetime) -> PlanAction:
    return PlanAction(
        id=uuid.uuid4(),
        case_id=talk.case_id,
        conversation_id=talk.id,
        domain=domain,
        what=action.text,
        owner=action.owner,
        state=ActionState.PROPOSED,
        made_at=ended_at,
        due_at=proposed_due_at(action.due_hours, ended_at),
    )
