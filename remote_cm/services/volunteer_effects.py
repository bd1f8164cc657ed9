"""Carries out what only a volunteer's text leads to: reports, the talk of the day, answers to our questions."""

import uuid
from datetime import datetime

from call_flows.effects import AnswerQuestion, BookDebrief, RecordNotMet, RecordReport, ReportDone
from remote_cm.domain.debriefs import on_day_with_talks
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.services.book_debrief import answer_about_slot, book_debrief
from remote_cm.services.concerned import Concerned, Said
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import ActionState
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.volunteer_reports import list_actions_of_volunteers

VolunteerEffect = RecordReport | RecordNotMet | ReportDone | BookDebrief | AnswerQuestion


def carry_out_of_volunteer(
    around: Surroundings,
    session: Session,
    effect: VolunteerEffect,
    event: InboundEvent,
    concerned: Concerned,
    said: Said,
) -> None:
    """Do one effect; nothing where it is not known which volunteer wrote. The caller commits."""
    if concerned.volunteer is None:
        return
    match effect:
        case RecordReport(level=level):
            _record(session, event, concerned, level)
        case RecordNotMet():
            _record(session, event, concerned, None)
        case ReportDone():
            _report_done(session, concerned)
        case BookDebrief():
            book_debrief(around, session, concerned.volunteer, _slot(around, said), event)
        case AnswerQuestion(is_yes=is_yes):
            _answer(around, session, event, said, is_yes=is_yes)


def _slot(around: Surroundings, said: Said) -> datetime | None:
    """The hour that was asked for, on a day with talks; None for now."""
    if said.asked_for_at is None or said.asked_for_at <= around.now():
        return None
    return on_day_with_talks(said.asked_for_at, around.policy.debriefs, around.zone)


def _record(session: Session, event: InboundEvent, concerned: Concerned, level: int | None) -> None:
    if concerned.volunteer is not None and concerned.case is not None:
        session.add(
            VolunteerReport(
                id=uuid.uuid4(),
                event_id=event.id,
                volunteer_id=concerned.volunteer.id,
                case_id=concerned.case.id,
                met=level is not None,
                level=level,
                received_at=event.received_at,
            )
        )


def _report_done(session: Session, concerned: Concerned) -> None:
    """Reported, and not done: that the caseworker says (N19)."""
    for action in list_actions_of_volunteers(session, concerned.case.id) if concerned.case is not None else ():
        action.state = ActionState.REPORTED_DONE


def _answer(around: Surroundings, session: Session, event: InboundEvent, said: Said, *, is_yes: bool) -> None:
    question = said.question
    if question is None:
        return
    question.answered_at, question.is_yes, question.event_id = around.now(), is_yes, event.id
    if question.kind is QuestionKind.DEBRIEF_SLOT:
        answer_about_slot(around, session, question, is_yes=is_yes)
