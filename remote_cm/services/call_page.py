"""Makes the page of one call at each moment: one thing at a time, with what to say and what comes next."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.call_gates import GateState
from remote_cm.domain.call_script import ClosingStep
from remote_cm.domain.next_question import Question, items_to_ask
from remote_cm.domain.red_answers import red_question
from remote_cm.domain.safety_gate import GateDecision
from remote_cm.domain.vocabulary import (
    AnswerCode,
    ContactPurpose,
    DomainColour,
    ScriptDomain,
)
from remote_cm.services.alert_board import list_cards_about
from remote_cm.services.call_ground import CallGround, ask_gate, find_ground, given, read_gates, talk_facts
from remote_cm.services.call_views import (
    NO_WISH,
    CallPage,
    CallPhase,
    DomainNow,
    NextCall,
    OpeningNow,
    QuestionNow,
    RedNow,
    SavedAnswer,
    Wish,
)
from remote_cm.services.judge_call import JudgedTalk, judge_talk
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import (
    find_last_conversation,
    list_answers,
    list_attempts,
)
from remote_cm.storage.cases import find_open_follow_up
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import Answer, Attempt, Conversation


def show_call(around: Surroundings, person: Person, follow_up_id: uuid.UUID, wish: Wish = NO_WISH) -> CallPage:
    """The page of one follow-up, as an audited look.

    Raises NotFound when the follow-up does not exist for this person.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground(work.session, person, follow_up_id)
        page = _page(around, work.session, person, ground, wish)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="call:seen",
            subject_kind="case",
            subject_id=ground.case.id,
        )
        work.commit()
    return page


@dataclass(frozen=True)
class _Moment:
    """What was read of the call so far."""

    talk: Conversation | None
    answers: Sequence[Answer]
    questions: Sequence[Question]
    attempts: Sequence[Attempt]

    @property
    def attempt(self) -> Attempt | None:
        """The try whose outcome is not recorded yet."""
        return next((attempt for attempt in self.attempts if attempt.outcome is None), None)


def _page(around: Surroundings, session: Session, person: Person, ground: CallGround, wish: Wish) -> CallPage:
    moment = _read(around, session, ground)
    talk = moment.talk
    opening = _opening(around, ground, talk)
    red = _red(around, moment) if opening is None else None
    may_ask = opening is None and red is None and not wish.wants_to_close
    question = _question(around, moment, wish.item_id) if may_ask else None
    phase = _phase(moment, opening, red, question)
    may_work = may_work_case(person, CaseAnchor(ground.case.caseworker_id, ground.case.team_id))
    judged = judge_talk(around, session, ground, talk, moment.answers) if talk is not None and moment.answers else None
    contact = ground.contact
    current = question.question.item.domain if question is not None else None
    return CallPage(
        phase=phase,
        follow_up_id=ground.follow_up.id,
        case_code=ground.case.code,
        level=ground.case.level,
        may_work=may_work,
        role=contact.role if contact is not None else None,
        contact_name=contact.name if contact is not None and may_work else None,
        cover_topic=contact.cover_topic if contact is not None and may_work else None,
        track=talk.track if talk is not None else None,
        is_private=talk.is_private if talk is not None else None,
        is_closed_mode=talk is not None and talk.is_private is False,
        due_by=ground.follow_up.due_by,
        reasons=tuple(ground.follow_up.reasons),
        begin_with=tuple(ground.follow_up.begin_with),
        attempts=tuple(moment.attempts),
        gate=_gate(around, session, ground, phase),
        opening=opening if phase is CallPhase.OPENING else None,
        question=question if phase is CallPhase.QUESTION else None,
        red=red,
        domains=_domains(around, moment, judged, current),
        answers=tuple(_saved(around, answer) for answer in moment.answers) if may_work else (),
        closing=_closing(around, ground, talk) if phase is CallPhase.CLOSING else (),
        judged=judged,
        ending=talk.ending if talk is not None else None,
        result_level=talk.call_level if talk is not None else None,
        result_codes=tuple(talk.codes or ()) if talk is not None else (),
        next_call=_next_call(session, ground) if phase is CallPhase.ENDED else None,
        alerts=list_cards_about(around, session, person, ground.case.id),
        script_is_reviewed=around.script.is_reviewed,
        saved_at=max((answer.saved_at for answer in moment.answers), default=None),
        now=around.now(),
    )


def _read(around: Surroundings, session: Session, ground: CallGround) -> _Moment:
    attempts = list_attempts(session, ground.follow_up.id)
    talk = find_last_conversation(session, ground.follow_up.id)
    is_ringing = any(attempt.outcome is None for attempt in attempts) and not ground.follow_up.state.is_final
    # After a talk that ended, its outcome is shown until somebody rings again.
    if talk is None or (talk.ended_at is not None and is_ringing):
        return _Moment(None, (), (), attempts)
    answers = list_answers(session, talk.id)
    is_open = talk.ended_at is None and read_gates(around, talk).state is GateState.OPEN
    questions = items_to_ask(around.script, talk_facts(session, ground, talk), given(answers)) if is_open else ()
    return _Moment(talk, answers, questions, attempts)


def _gate(around: Surroundings, session: Session, ground: CallGround, phase: CallPhase) -> GateDecision | None:
    """What the gate says while this call may be tried: before it, or after a talk that did not meet it."""
    is_still_owed = phase is CallPhase.ENDED and not ground.follow_up.state.is_final
    if ground.contact is None or not (phase is CallPhase.BEFORE or is_still_owed):
        return None
    return ask_gate(around, session, ground, ground.contact, ContactPurpose.FOLLOW_UP)


def _phase(moment: _Moment, opening: OpeningNow | None, red: RedNow | None, question: QuestionNow | None) -> CallPhase:
    if moment.talk is None:
        return CallPhase.RINGING if moment.attempt is not None else CallPhase.BEFORE
    if moment.talk.ended_at is not None:
        return CallPhase.ENDED
    if opening is not None:
        return CallPhase.OPENING
    if red is not None:
        return CallPhase.RED_QUESTION
    return CallPhase.QUESTION if question is not None else CallPhase.CLOSING


def _opening(around: Surroundings, ground: CallGround, talk: Conversation | None) -> OpeningNow | None:
    """The first step of the opening that has no answer; all of them are asked, also those that lock nothing."""
    if talk is None or talk.ended_at is not None:
        return None
    steps = around.script.opening
    for place, step in enumerate(steps, start=1):
        if step.id not in talk.gates:
            return OpeningNow(step, step.say.said_to(talk.track, ground.case.age_band), place, len(steps))
    return None


def _red(around: Surroundings, moment: _Moment) -> RedNow | None:
    """A red whose question has not been answered comes before anything else."""
    if moment.talk is None or moment.talk.ended_at is not None:
        return None
    for answer in moment.answers:
        item = around.script.items.get(answer.item_id)
        question = red_question(item) if item is not None else None
        if item is not None and question and answer.code is AnswerCode.RED and answer.red_reply is None:
            return RedNow(item, question)
    return None


def _question(around: Surroundings, moment: _Moment, item_id: str | None) -> QuestionNow | None:
    answered: Mapping[str, Answer] = {answer.item_id: answer for answer in moment.answers}
    is_danger = any(answer.trigger is not None for answer in moment.answers)
    for place, question in enumerate(moment.questions, start=1):
        wanted = question.item.id == item_id if item_id else question.item.id not in answered
        # A trigger stops the script: what is left opens the next call (script §2.12).
        if wanted and (item_id or not is_danger):
            script = around.script.domain(question.item.domain)
            answer = answered.get(question.item.id)
            return QuestionNow(
                question=question,
                domain_title=script.title if script is not None else "",
                place=place,
                of=len(moment.questions),
                answer=_saved(around, answer) if answer is not None else None,
            )
    return None


def _domains(
    around: Surroundings, moment: _Moment, judged: JudgedTalk | None, current: ScriptDomain | None
) -> tuple[DomainNow, ...]:
    if moment.talk is None:
        return ()
    colours = judged.colours if judged is not None else {}
    heard = {answer.item_id.partition(".")[0] for answer in moment.answers}
    return tuple(
        DomainNow(
            domain=script.domain,
            title=script.title,
            colour=colours.get(script.domain, DomainColour.UNCOVERED),
            is_current=script.domain is current,
            advice=(
                script.advice_for(colours.get(script.domain, DomainColour.UNCOVERED))
                if script.domain.value in heard
                else None
            ),
        )
        for script in around.script.domains
    )


def _closing(
    around: Surroundings, ground: CallGround, talk: Conversation | None
) -> tuple[tuple[ClosingStep, str | None], ...]:
    if talk is None:
        return ()
    return tuple(
        (step, step.say.said_to(talk.track, ground.case.age_band) if step.say is not None else None)
        for step in around.script.closing
    )


def _saved(around: Surroundings, answer: Answer) -> SavedAnswer:
    item = around.script.items.get(answer.item_id)
    return SavedAnswer(
        item_id=answer.item_id,
        title=item.title if item is not None else answer.item_id,
        code=answer.code,
        said=answer.said,
        heard=answer.heard,
        view=answer.view,
        saved_at=answer.saved_at,
        script_version=answer.script_version,
    )


def _next_call(session: Session, ground: CallGround) -> NextCall | None:
    is_still_owed = not ground.follow_up.state.is_final
    following = ground.follow_up if is_still_owed else find_open_follow_up(session, ground.case.id)
    if following is None:
        return None
    return NextCall(
        due_by=following.due_by,
        window_from=following.window_from,
        window_to=following.window_to,
        reasons=tuple(following.reasons),
        begin_with=tuple(following.begin_with),
        has_no_safe_window=following.has_no_safe_window,
    )
