"""What the rule makes of the answers of one conversation: a colour for each domain, a level, its codes and what was
missed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remote_cm.domain.risk import CallLevelDecision, LastAnswer, decide_call_level
from remote_cm.domain.risk_answers import AnswerSource, Heard, read_domain_level
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain
from remote_cm.services.call_ground import CallGround
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import get_contact, list_domain_levels
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Conversation


@dataclass(frozen=True)
class JudgedTalk:
    """The colours that were heard in this talk, and the decision of the rule."""

    colours: Mapping[ScriptDomain, DomainColour]
    decision: CallLevelDecision


def judge_talk(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, answers: Sequence[Answer]
) -> JudgedTalk:
    """Judge a conversation as it stands now. Nothing is written: the caller decides what to keep."""
    is_person_of_concern = get_contact(session, talk.contact_id).is_person_of_concern
    codes = {answer.item_id: answer.code for answer in answers}
    colours = read_colours(around, talk, codes, is_person_of_concern=is_person_of_concern)
    today = around.today()
    last = {
        domain: LastAnswer(row.colour, (today - row.heard_at.astimezone(around.zone).date()).days)
        for domain, row in list_domain_levels(session, ground.case.id).items()
        if row.conversation_id != talk.id
    }
    decision = decide_call_level(
        colours,
        last,
        triggers=[answer.trigger for answer in answers if answer.trigger is not None],
        danger_button=talk.has_danger_pressed,
        # Privacy and persons of concern were weighed domain by domain above.
        private=True,
        person_of_concern=False,
        previous_call_level=ground.case.last_call_level,
        floor=ground.case.floor,
        policy=around.policy.risk,
    )
    return JudgedTalk(colours, decision)


def read_colours(
    around: Surroundings, talk: Conversation, codes: Mapping[str, AnswerCode], *, is_person_of_concern: bool
) -> dict[ScriptDomain, DomainColour]:
    """The colour of each domain of the script from the codes of this very talk, by item; nothing is carried over."""
    return {
        script.domain: _colour(around, talk, codes, script.domain, script.anchor.id, is_person_of_concern)
        for script in around.script.domains
    }


def _colour(
    around: Surroundings,
    talk: Conversation,
    codes: Mapping[str, AnswerCode],
    domain: ScriptDomain,
    anchor: str,
    is_person_of_concern: bool,
) -> DomainColour:
    heard = Heard(
        source=AnswerSource.CASEWORKER,
        track=talk.track,
        private=talk.is_private is True,
        person_of_concern=is_person_of_concern,
        items={item_id: code for item_id, code in codes.items() if item_id.startswith(f"{domain.value}.")},
    )
    reading = read_domain_level(
        domain,
        [heard],
        anchor=anchor,
        judgement=None,
        greens_need_privacy=around.policy.risk.greens_need_privacy,
    )
    return reading.colour
