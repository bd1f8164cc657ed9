"""What is said and asked at one moment of a call, as values: the step, the question, the way so far, the closing."""

import uuid
from collections.abc import Iterable, Mapping, Sequence

from remote_cm.domain.call_script import ClosingStep
from remote_cm.domain.next_question import Question, passed_over
from remote_cm.domain.vocabulary import AgeBand, DomainColour, ScriptDomain
from remote_cm.services.call_ground import given
from remote_cm.services.call_moment import CallMoment, TalkMoment
from remote_cm.services.call_views import DomainNow, OpeningNow, QuestionNow, SavedAnswer
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Answer, ScriptWording
from remote_cm.storage.tables.cases import CaseFile


def view_opening(moment: CallMoment, band: AgeBand) -> OpeningNow | None:
    """The step of the opening that is asked now, None when it is done or nobody talks."""
    talking = moment.talking
    step = talking.next_step if talking is not None else None
    if talking is None or step is None:
        return None
    words = step.say.said_to(talking.turn.track, band)
    return OpeningNow(step, words, talking.steps.index(step) + 1, len(talking.steps))


def view_question(
    around: Surroundings,
    case: CaseFile,
    talking: TalkMoment,
    saved: Mapping[str, SavedAnswer],
    wanted: str | None,
) -> QuestionNow | None:
    """The question that comes now, or the one that is wanted; none of itself after a danger stopped the script."""
    question = _choose(talking, saved, wanted)
    if question is None:
        return None
    item = question.item
    script = around.script.domain(item.domain)
    before = passed_over(around.script, talking.facts, given(talking.answers), item.id, talking.skipped)
    extras = around.script.extras.questions_for(
        case.tags, item.domain, talking.turn.track, case.age_band, is_private=talking.facts.is_private
    )
    return QuestionNow(
        question=question,
        domain_title=script.title if script is not None else "",
        place=talking.questions.index(question) + 1,
        of=len(talking.questions),
        answer=saved.get(item.id),
        passed_over=before if item.id not in saved else (),
        extras=extras,
    )


def _choose(talking: TalkMoment, saved: Mapping[str, SavedAnswer], wanted: str | None) -> Question | None:
    by_id = {question.item.id: question for question in talking.questions}
    if wanted:
        return by_id.get(wanted)
    if talking.is_danger:
        return None
    called = (by_id[item_id] for item_id in talking.called)
    waiting = (one for item_id, one in by_id.items() if item_id not in saved and item_id not in talking.skipped)
    return next(called, next(waiting, None))


def view_domains(
    around: Surroundings,
    moment: CallMoment,
    colours: Mapping[ScriptDomain, DomainColour],
    current: ScriptDomain | None,
) -> tuple[DomainNow, ...]:
    """The way of the call, domain by domain."""
    talking = moment.talking
    if talking is None:
        return ()
    shown = talking.own if talking.is_open else talking.answers
    heard = {answer.item_id.partition(".")[0] for answer in shown}
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
            locked=tuple(one for one in talking.locked if one.item.domain is script.domain),
        )
        for script in around.script.domains
    )


def view_closing(
    around: Surroundings, talking: TalkMoment, band: AgeBand
) -> tuple[tuple[ClosingStep, str | None], ...]:
    """What is done before the line is closed, with the words for this listener."""
    return tuple(
        (step, step.say.said_to(talking.turn.track, band) if step.say is not None else None)
        for step in around.script.closing
    )


def guides_opened(around: Surroundings, answers: Iterable[Answer]) -> tuple[str, ...]:
    """The guided steps that these answers open by themselves, the most urgent first (script §2.15)."""
    opened = {
        guide.id
        for answer in answers
        for guide in around.script.guides_opened_by(answer.item_id, answer.code, answer.trigger)
    }
    return tuple(guide.id for guide in around.script.guides if guide.id in opened)


def view_answers(
    around: Surroundings, answers: Sequence[Answer], wordings: Mapping[uuid.UUID, ScriptWording]
) -> tuple[SavedAnswer, ...]:
    """Answers beside the words that were asked at the time, by the id of the words."""
    return tuple(_saved(around, answer, wordings) for answer in answers)


def _saved(around: Surroundings, answer: Answer, wordings: Mapping[uuid.UUID, ScriptWording]) -> SavedAnswer:
    wording = wordings.get(answer.wording_id) if answer.wording_id is not None else None
    return SavedAnswer(
        item_id=answer.item_id,
        track=answer.track,
        title=wording.title if wording is not None else _title_today(around, answer.item_id),
        asked=(wording.asked or None) if wording is not None else None,
        code=answer.code,
        said=answer.said,
        heard=answer.heard,
        view=answer.view,
        saved_at=answer.saved_at,
        script_version=answer.script_version,
    )


def _title_today(around: Surroundings, item_id: str) -> str:
    """What an item is called now: for answers from before their words were kept."""
    item = around.script.items.get(item_id)
    return item.title if item is not None else item_id
