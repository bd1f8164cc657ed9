"""Plays a caseworker's call step by step, so that a test says only at which step it differs."""

import uuid
from collections.abc import Callable, Hashable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from typing import Any, TypeVar

from sqlalchemy import select

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateAnswer
from remote_cm.domain.call_script import DangerAnswer
from remote_cm.domain.consent import ConsentItem, ExplainedPoint
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.vocabulary import AnswerCode, ContactRole, Track, Trigger
from remote_cm.services.answer_gate import answer_gate
from remote_cm.services.attempt_contact import SELF_CHECKS, HandReason, ShownNumber, attempt_contact
from remote_cm.services.begin_turn import begin_turn, refuse_turn
from remote_cm.services.call_ahead import show_ahead
from remote_cm.services.call_page import show_call
from remote_cm.services.call_views import CallPage, Wish
from remote_cm.services.end_talk import TalkEnd, end_talk
from remote_cm.services.mark_overheard import mark_hint, mark_overheard
from remote_cm.services.record_attempt import record_attempt
from remote_cm.services.record_consent import ConsentGiven, record_consent
from remote_cm.services.save_answer import HeardAnswer, answer_red_question, save_answer
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.calls import Answer, Attempt, AttemptOutcome, Conversation, ConversationEnding, Turn
from remote_cm.storage.tables.operations import AuditEntry
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded
from tests.kept_states import go_on_with

RowT = TypeVar("RowT", bound=Base)

TO_A_CHILD = ("O1", "O2", "O3", "O4", "O5", "O6", "O7")
"""The opening with a child who was rung."""

TO_A_CAREGIVER = (*TO_A_CHILD, "O8")
"""The opening with a grown-up who was rung: they are asked for the child too."""

HANDED_OVER = TO_A_CHILD[2:]
"""The opening with whoever was handed the phone."""

EVERYTHING = frozenset(ConsentItem)
EVERY_CHECK = frozenset(SELF_CHECKS)
ANCHORS = ("D1.1", "D2.1", "D3.1")

GREEN, ORANGE, RED = AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED


@dataclass
class CallByHand:
    """One follow-up in the hands of one caseworker."""

    around: Surroundings
    people: Loaded
    code: str = "CX-TEST"
    by: str = "CW-1"
    follow_up_id: uuid.UUID = field(init=False)

    def __post_init__(self) -> None:
        self.follow_up_id = self.people.follow_up(self.code).id

    @property
    def person(self) -> Person:
        """The caseworker who calls."""
        return self.people.person(self.by)

    def ring(self) -> ShownNumber:
        """Make sure of everything and be shown the number, also where the line would ring it."""
        return attempt_contact(self.around, self.person, self.follow_up_id, EVERY_CHECK, HandReason.BAD_LINE)

    def record(self, outcome: AttemptOutcome) -> None:
        """Say how the try went."""
        record_attempt(self.around, self.person, self.follow_up_id, outcome)

    def pick_up(self) -> "CallByHand":
        """Ring, and somebody answers."""
        return self._come_to("picked up", self._pick_up)

    def _pick_up(self) -> None:
        self.ring()
        self.record(AttemptOutcome.ANSWERED)

    def hear_at(self, step: str, answer: GateAnswer) -> None:
        """One answer of the opening."""
        answer_gate(self.around, self.person, self.follow_up_id, step, answer)

    def open(self, *, private: bool = True) -> "CallByHand":
        """Ring, be answered, and come through the whole opening."""
        return self.pick_up().come_through(private=private)

    def _come_to(self, what: Hashable, go: Callable[[], object]) -> "CallByHand":
        """Do what many tests begin with; only what leaves its traces in the database alone may be done so."""
        go_on_with(self.around, (self.follow_up_id, self.by, what), go)
        return self

    def come_through(self, *, private: bool = True) -> "CallByHand":
        """Every step of the opening that is left for whoever has the phone."""
        return self._come_to(("came through", private), lambda: self._come_through(private=private))

    def _come_through(self, *, private: bool) -> None:
        while self.page().opening is not None:
            for left in show_ahead(self.around, self.person, self.follow_up_id).opening:
                if left.step.id == "O4" and not private:
                    self.hear_at("O4", GateAnswer.NO)
                else:
                    self.say_yes_at(left.step.id)

    def say_yes_at(self, step: str) -> None:
        """A yes at one step of the opening; a first yes to being called is written down with all that it covers."""
        form = self.page().consent if step == "O7" else None
        if form is not None and form.is_first:
            self.agree(form.given_by)
        else:
            self.hear_at(step, GateAnswer.YES)

    def pass_to(self, track: Track) -> "CallByHand":
        """Pass the phone to the other of the family, or note that a small child was heard."""
        return self._come_to(track, lambda: begin_turn(self.around, self.person, self.follow_up_id, track))

    def refuse(self, refused_by: ContactRole) -> None:
        """Somebody does not want the child to talk."""
        refuse_turn(self.around, self.person, self.follow_up_id, refused_by)

    def agree(
        self,
        given_by: ContactRole = ContactRole.CHILD,
        *,
        explained: frozenset[ExplainedPoint] = frozenset(ExplainedPoint),
        agreed: frozenset[ConsentItem] = EVERYTHING,
        **more: Any,
    ) -> None:
        """A spoken yes, to everything unless a test says to what."""
        given = ConsentGiven(given_by, explained, agreed, **more)
        record_consent(self.around, self.person, self.follow_up_id, given)

    def be_overheard(self, *, by_feared_one: bool = False) -> None:
        """Somebody came near enough to hear."""
        mark_overheard(self.around, self.person, self.follow_up_id, by_feared_one)

    def hint(self) -> None:
        """Somebody hinted at self-harm."""
        mark_hint(self.around, self.person, self.follow_up_id)

    def hear(
        self, item_id: str, code: AnswerCode = GREEN, said: str = "", skip_reason: str = SkipReason.SHORT_CALL
    ) -> None:
        """One answer to one question; what comes before it is left out because the call is short."""
        answer = HeardAnswer(item_id, code, said=said, skip_reason=skip_reason)
        save_answer(self.around, self.person, self.follow_up_id, answer)

    def hear_all(self, *items: str, code: AnswerCode = GREEN) -> "CallByHand":
        """The same answer to several questions; to the anchors of the priority domains when none is named."""
        for item_id in items or ANCHORS:
            if code is GREEN:
                self._come_to(item_id, partial(self.hear, item_id))
            else:
                self.hear(item_id, code)
        return self

    def reply(self, item_id: str, reply: str, chosen: Trigger | None = None) -> None:
        """The answer to the question after a red."""
        answer_red_question(self.around, self.person, self.follow_up_id, item_id, DangerAnswer(reply), chosen)

    def end(
        self, ending: ConversationEnding = ConversationEnding.FINISHED, asked_for_at: datetime | None = None
    ) -> uuid.UUID:
        """End the talk."""
        return end_talk(self.around, self.person, self.follow_up_id, TalkEnd(ending, asked_for_at))

    def page(self, wish: Wish | None = None, by: str | None = None) -> CallPage:
        """The call page as it is now."""
        return show_call(self.around, self.people.person(by or self.by), self.follow_up_id, wish or Wish())

    def talk(self) -> Conversation:
        """The newest conversation of the follow-up."""
        return max(self.conversations(), key=lambda talk: talk.started_at)

    def turn(self, track: Track | None = None) -> Turn:
        """One listener's turn of the newest conversation; of whoever has the phone when none is named."""
        talk = self.talk()
        wanted = track or talk.track
        (turn,) = [one for one in rows(self.around, Turn) if (one.conversation_id, one.track) == (talk.id, wanted)]
        return turn

    def conversations(self) -> Sequence[Conversation]:
        """Every conversation of the follow-up."""
        return [talk for talk in rows(self.around, Conversation) if talk.follow_up_id == self.follow_up_id]


def rows(around: Surroundings, table: type[RowT]) -> list[RowT]:
    """Every row of a table."""
    with around.database.unit_of_work() as work:
        return list(work.session.scalars(select(table)))


def answers(around: Surroundings) -> dict[str, Answer]:
    """Every saved answer, by item."""
    return {answer.item_id: answer for answer in rows(around, Answer)}


def attempts(around: Surroundings) -> list[Attempt]:
    """Every attempt, oldest first."""
    return sorted(rows(around, Attempt), key=lambda attempt: attempt.claimed_at)


def alerts(around: Surroundings) -> list[Alert]:
    """Every alert."""
    return rows(around, Alert)


def tasks(around: Surroundings, people: Loaded) -> set[tuple[str, str | None]]:
    """Every open task as its kind and the code of whose it is; only whoever is named in the team's file is known."""
    codes = {people.staff(code).id: code for code in ("CW-1", "CW-2", "CW-9", "SUP-1", "SUP-2", "SAFE-1")}
    open_ones = [task for task in rows(around, Task) if task.done_at is None]
    return {(task.kind.value, codes[task.assignee_id] if task.assignee_id else None) for task in open_ones}


def audited(around: Surroundings, act: str) -> list[AuditEntry]:
    """The audit rows of one act."""
    return [entry for entry in rows(around, AuditEntry) if entry.act == act]
