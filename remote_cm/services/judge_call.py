"""What the rule makes of the answers of one conversation: a colour for each domain, a level, its codes and what was
missed.
"""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remote_cm.domain.call_script import DomainScript
from remote_cm.domain.risk import CallLevelDecision, LastAnswer, decide_call_level
from remote_cm.domain.risk_answers import AnswerSource, DomainReading, Heard, read_domain_level
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain, Track
from remote_cm.services.call_ground import CallGround
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.talk_facts import is_of_concern
from remote_cm.storage.cases import list_contacts, list_domain_levels
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.tables.cases import CaseFile, Contact, DomainLevel
from remote_cm.storage.turns import WhatWasSaid, list_what_was_said


@dataclass(frozen=True)
class TurnHeard:
    """What one listener said in one conversation, by item, and what decides whether their greens count (N25)."""

    track: Track
    is_private: bool
    is_person_of_concern: bool
    codes: Mapping[str, AnswerCode]


@dataclass(frozen=True)
class JudgedTalk:
    """The colours that were heard in this talk, and the decision of the rule.

    ``discordant`` are the domains on which child and caregiver differ: for staff only, and never on a page that
    somebody talks from (N16).
    """

    colours: Mapping[ScriptDomain, DomainColour]
    decision: CallLevelDecision
    discordant: tuple[ScriptDomain, ...] = ()


def judge_talk(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, answers: Sequence[Answer]
) -> JudgedTalk:
    """Judge a conversation as it stands now, with every turn of it. Nothing is written: the caller decides what to
    keep.
    """
    turns = turns_heard(ground.family, talk, list_what_was_said(session, [talk.id])[talk.id])
    return judge_turns(around, ground.case, talk, turns, answers, list_domain_levels(session, ground.case.id))


def judge_turns(
    around: Surroundings,
    case: CaseFile,
    talk: Conversation,
    turns: Sequence[TurnHeard],
    answers: Sequence[Answer],
    levels: Mapping[ScriptDomain, DomainLevel],
) -> JudgedTalk:
    """The same, where the turns, the answers and the last known ``levels`` of the case have been read already."""
    readings = read_domains(around, turns)
    colours = {domain: reading.colour for domain, reading in readings.items()}
    today = around.today()
    last = {
        domain: LastAnswer(row.colour, (today - row.heard_at.astimezone(around.zone).date()).days)
        for domain, row in levels.items()
        if row.conversation_id != talk.id
    }
    decision = decide_call_level(
        colours,
        last,
        triggers=[answer.trigger for answer in answers if answer.trigger is not None],
        danger_button=talk.has_danger_pressed,
        # Privacy and persons of concern were weighed turn by turn above.
        private=True,
        person_of_concern=False,
        previous_call_level=case.last_call_level,
        floor=case.floor,
        policy=around.policy.risk,
    )
    return JudgedTalk(colours, decision, tuple(domain for domain, one in readings.items() if one.discordant))


def list_turns_heard(
    session: Session, case: CaseFile, talks: Sequence[Conversation]
) -> Mapping[uuid.UUID, Sequence[TurnHeard]]:
    """What each listener said in several conversations of a case, by conversation, without anybody's words."""
    said, family = list_what_was_said(session, [talk.id for talk in talks]), list_contacts(session, case.id)
    return {talk.id: turns_heard(family, talk, said[talk.id]) for talk in talks}


def turns_heard(family: Sequence[Contact], talk: Conversation, said: WhatWasSaid) -> list[TurnHeard]:
    """The same of one conversation with this family, where it has been read already."""
    return [
        TurnHeard(
            track=turn.track,
            is_private=turn.is_private is True,
            is_person_of_concern=is_of_concern(family, talk, turn.track),
            codes={one.item_id: one.code for one in said.answers if one.track is turn.track},
        )
        for turn in said.turns
    ]


def read_colours(around: Surroundings, turns: Sequence[TurnHeard]) -> dict[ScriptDomain, DomainColour]:
    """The colour of each domain of the script from what was said in these turns; nothing is carried over."""
    return {domain: reading.colour for domain, reading in read_domains(around, turns).items()}


def read_domains(around: Surroundings, turns: Sequence[TurnHeard]) -> dict[ScriptDomain, DomainReading]:
    """The reading of each domain: the worse of child and caregiver, and whether they differ (risk rule §3.1)."""
    return {script.domain: _reading(around, turns, script) for script in around.script.domains}


def _reading(around: Surroundings, turns: Sequence[TurnHeard], script: DomainScript) -> DomainReading:
    heard = [
        Heard(
            source=AnswerSource.CASEWORKER,
            track=turn.track,
            private=turn.is_private,
            person_of_concern=turn.is_person_of_concern,
            items={item: code for item, code in turn.codes.items() if item.startswith(f"{script.domain.value}.")},
        )
        for turn in turns
    ]
    return read_domain_level(
        script.domain,
        heard,
        anchor=script.anchor.id,
        judgement=None,
        greens_need_privacy=around.policy.risk.greens_need_privacy,
    )
