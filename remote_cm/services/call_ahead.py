"""What lies ahead in a call, for the memory of its page: with it the talk goes on while the line is cut."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass

from remote_cm.domain.access import Person
from remote_cm.domain.call_script import AskOnlyIf, Item
from remote_cm.domain.next_question import Question
from remote_cm.domain.refusal import StaleStep
from remote_cm.domain.vocabulary import AnswerCode, Track
from remote_cm.services.call_family_views import view_consent
from remote_cm.services.call_ground import CallGround, find_ground_to_work
from remote_cm.services.call_moment import CallMoment, TalkMoment, read_call
from remote_cm.services.call_page import read_page
from remote_cm.services.call_views import CallPage, ConsentForm, OpeningNow, QuestionNow
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session


@dataclass(frozen=True)
class CallAhead:
    """The steps to come for whoever has the phone; never a name, never an agreed word.

    ``questions`` is empty while the opening is not done: nothing locked is handed out ahead (N6). ``codes`` are the
    answers that stand, by item; ``skipped`` are items left out with a reason. After an answer at ``waits`` only the
    service knows what comes next. ``consent`` is what this listener has to hear and say yes to, None where they are not
    asked.
    """

    track: Track
    opening: tuple[OpeningNow, ...]
    consent: ConsentForm | None
    questions: tuple[QuestionNow, ...]
    codes: Mapping[str, AnswerCode]
    skipped: frozenset[str]
    waits: frozenset[str]

    @property
    def left(self) -> tuple[QuestionNow, ...]:
        """The questions that have no answer yet."""
        return tuple(one for one in self.questions if one.question.item.id not in self.codes)


def show_ahead(around: Surroundings, person: Person, follow_up_id: uuid.UUID) -> CallAhead:
    """What lies ahead of this talk, as an audited look.

    Raises NotFound, NotAllowed for whoever does not make this call, and StaleStep when nobody talks.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        talking = _talking(read_call(around, work.session, ground))
        ahead = _ahead(around, ground, talking, view_consent(around, work.session, ground, talking))
        _audit(around, work.session, person, ground)
        work.commit()
    return ahead


def show_what_is_left(
    around: Surroundings, person: Person, follow_up_id: uuid.UUID
) -> tuple[CallPage, tuple[QuestionNow, ...]]:
    """The page of a call that goes on, and its questions that have no answer yet. Raises as ``show_ahead`` does."""
    with around.database.unit_of_work() as work:
        ground = find_ground_to_work(work.session, person, follow_up_id)
        moment = read_call(around, work.session, ground)
        ahead = _ahead(around, ground, _talking(moment), None)
        page = read_page(around, work.session, person, ground, moment)
        _audit(around, work.session, person, ground)
        work.commit()
    return page, ahead.left


def _talking(moment: CallMoment) -> TalkMoment:
    if moment.talking is None or not moment.talking.is_open:
        raise StaleStep("this conversation has been ended")
    return moment.talking


def _audit(around: Surroundings, session: Session, person: Person, ground: CallGround) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="call:read_ahead",
        subject_kind="case",
        subject_id=ground.case.id,
    )


def _ahead(around: Surroundings, ground: CallGround, talking: TalkMoment, consent: ConsentForm | None) -> CallAhead:
    band, track = ground.case.age_band, talking.turn.track
    opening = (
        OpeningNow(step, step.say.said_to(track, band), place, len(talking.steps))
        for place, step in enumerate(talking.steps, start=1)
        if step.id not in talking.turn.gates
    )
    questions = () if talking.is_danger or talking.next_step is not None else talking.questions
    return CallAhead(
        track=track,
        opening=tuple(opening),
        consent=consent,
        questions=tuple(
            _question_now(around, ground, talking, question, place, len(questions))
            for place, question in enumerate(questions, start=1)
        ),
        codes={answer.item_id: answer.code for answer in talking.own},
        skipped=talking.skipped,
        waits=frozenset(question.item.id for question in questions if _may_change_what_follows(around, question.item)),
    )


def _question_now(
    around: Surroundings, ground: CallGround, talking: TalkMoment, question: Question, place: int, of: int
) -> QuestionNow:
    domain = question.item.domain
    script = around.script.domain(domain)
    extras = around.script.extras.questions_for(
        ground.case.tags, domain, talking.turn.track, ground.case.age_band, is_private=talking.facts.is_private
    )
    return QuestionNow(question, script.title if script is not None else "", place, of, None, (), extras)


def _may_change_what_follows(around: Surroundings, item: Item) -> bool:
    """True where a worry brings a question that is not asked otherwise, or that would come later."""
    script = around.script.domain(item.domain)
    brings = script is not None and any(
        AskOnlyIf.LOW_MOOD_OR_HISTORY in ask.only_if for other in script.items for ask in other.asks
    )
    return (item.is_anchor and brings) or bool(item.also_score)
