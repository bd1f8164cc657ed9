"""Reads one call as it stands: the try, the talk, whose turn it is, and what that listener has said so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from remote_cm.domain.call_gates import GateState
from remote_cm.domain.call_script import OpeningStep
from remote_cm.domain.next_question import (
    LockedItem,
    Question,
    TalkFacts,
    called_for,
    items_to_ask,
    locked_items,
)
from remote_cm.domain.risk import opens_danger_ladder
from remote_cm.services.call_ground import CallGround, given
from remote_cm.services.call_turns import may_show_names, opening_steps, read_gates, turn_on_the_phone
from remote_cm.services.skips import skipped_items
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.talk_facts import talk_facts
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Attempt, Conversation, Turn
from remote_cm.storage.tables.people import Staff
from remote_cm.storage.tries_made import TryMade, last_judged, last_talk, list_tries
from remote_cm.storage.turns import WhatWasSaid, list_what_was_said


@dataclass(frozen=True)
class TalkMoment:
    """A talk as it stands, from the side of whoever has the phone.

    ``said`` is what was said in every turn, ``own`` are the answers of this listener; ``skipped`` are their items that
    were left out with a reason, ``called`` those that what they said calls for at once.
    """

    talk: Conversation
    turn: Turn
    said: WhatWasSaid
    own: Sequence[Answer]
    state: GateState
    steps: Sequence[OpeningStep]
    shows_names: bool
    facts: TalkFacts
    questions: Sequence[Question]
    locked: Sequence[LockedItem]
    skipped: frozenset[str]
    called: tuple[str, ...]

    @property
    def answers(self) -> Sequence[Answer]:
        """Every answer of the talk, whoever gave it."""
        return self.said.answers

    @property
    def is_open(self) -> bool:
        """True until the talk has been ended."""
        return self.talk.ended_at is None

    @property
    def is_danger(self) -> bool:
        """True when a trigger that starts the ladder stands: it stops the script, and what is left opens the next call
        (script §2.12).
        """
        return opens_danger_ladder([answer.trigger for answer in self.answers if answer.trigger is not None])

    @property
    def next_step(self) -> OpeningStep | None:
        """The first step of the opening that has no answer; all are asked, also those that lock nothing."""
        if not self.is_open or self.state is GateState.ENDED:
            return None
        return next((step for step in self.steps if step.id not in self.turn.gates), None)


@dataclass(frozen=True)
class CallMoment:
    """The tries of a follow-up, and the talk that is shown: the one that goes on, or the last that ended.

    ``judged`` is what was said in the last judged talks of the case, the newest first.
    """

    attempts: Sequence[Attempt]
    talking: TalkMoment | None
    judged: Sequence[WhatWasSaid]

    @property
    def talk(self) -> Conversation | None:
        """The conversation, None before somebody picked up."""
        return self.talking.talk if self.talking is not None else None

    @property
    def answers(self) -> Sequence[Answer]:
        """Every answer of the talk, whoever gave it."""
        return self.talking.answers if self.talking is not None else ()

    @property
    def is_ringing(self) -> bool:
        """True while a try has no outcome."""
        return any(attempt.outcome is None for attempt in self.attempts)


def read_call(around: Surroundings, session: Session, ground: CallGround) -> CallMoment:
    """The call as it stands. After a talk that ended, its outcome is shown until somebody rings again."""
    count = around.policy.turns.child_unheard_calls
    tries = list_tries(session, ground.follow_up, judged=count)
    made = [one for one in tries if one.attempt.follow_up_id == ground.follow_up.id]
    judged, shown = last_judged(tries, count), _shown(ground, made)
    said = list_what_was_said(session, {one.id for one in judged} | ({shown[0].id} if shown is not None else set()))
    return CallMoment(
        attempts=[one.attempt for one in made],
        talking=_read_talk(around, ground, *shown, said[shown[0].id]) if shown is not None else None,
        judged=[said[talk.id] for talk in judged],
    )


def _shown(ground: CallGround, tries: Sequence[TryMade]) -> tuple[Conversation, Staff] | None:
    """The talk that the page is about, with who has it; None while it rings anew."""
    found = last_talk(tries)
    is_ringing = any(one.attempt.outcome is None for one in tries) and not ground.follow_up.state.is_final
    return None if found is not None and found[0].ended_at is not None and is_ringing else found


def _read_talk(
    around: Surroundings, ground: CallGround, talk: Conversation, caller: Staff, said: WhatWasSaid
) -> TalkMoment:
    turn = turn_on_the_phone(talk, said.turns)
    facts = talk_facts(ground, talk, said.turns, turn, caller)
    state = read_gates(around, turn).state
    is_asking = talk.ended_at is None and state is GateState.OPEN
    heard = given(said.answers)
    return TalkMoment(
        talk=talk,
        turn=turn,
        said=said,
        own=[answer for answer in said.answers if answer.track is turn.track],
        state=state,
        steps=opening_steps(around, turn),
        shows_names=talk.ended_at is None and may_show_names(around, turn),
        facts=facts,
        questions=items_to_ask(around.script, facts, heard) if is_asking else (),
        locked=locked_items(around.script, facts, heard) if is_asking else (),
        skipped=skipped_items(talk),
        called=called_for(around.script, facts, heard) if is_asking else (),
    )
