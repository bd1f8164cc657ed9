"""What an unsafe end of a call sets off, and when a line that broke is one (script §2.14 A, N8)."""

from collections.abc import Sequence

from remote_cm.domain.line_drop import DropSigns, is_unsafe_drop
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import AnswerCode, LadderName, Trigger
from remote_cm.services.call_ground import CallGround
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.task_of_talk import make_task_of_supervisor, make_task_of_talk
from remote_cm.storage.alerts import has_open_danger
from remote_cm.storage.calls import was_red_corrected
from remote_cm.storage.cases import get_contact
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.turns import list_turns


def is_drop_unsafe(
    session: Session, talk: Conversation, answers: Sequence[Answer], *, was_cut_short_by_fear: bool
) -> bool:
    """Whether the line of this talk broke in a way that forbids to call back, whatever the caller pressed.

    A red counts from the moment it was saved, by whichever listener, and goes on counting when it is corrected: nothing
    that is stored tells a slip of the thumb from a disclosure that somebody took back because they were afraid. After a
    slip a person chooses a way and may ring; after a disclosure a ring may harm (N8).
    """
    signs = DropSigns(
        was_cut_short_by_fear=was_cut_short_by_fear,
        was_overheard=any(turn.overheard_at is not None for turn in list_turns(session, talk.id)),
        holds_red=any(answer.code is AnswerCode.RED for answer in answers) or was_red_corrected(session, talk.id),
        holds_danger=_holds_danger(talk, answers) or has_open_danger(session, talk.case_id),
    )
    return is_unsafe_drop(signs)


def end_unsafely(
    around: Surroundings, work: UnitOfWork, ground: CallGround, talk: Conversation, answers: Sequence[Answer]
) -> None:
    """Lock every way back to the family until a person has chosen one, and tell the supervisor at once.

    Where danger was told or the button pressed, the alert about this child goes on, and whoever holds it hears that the
    call is over; so they do when it is open for another reason, or for an answer that was corrected since. What is
    about one of our own stays with safeguarding (T12). The caller commits.
    """
    get_contact(work.session, talk.contact_id).unsafe_end_at = around.now()
    make_task_of_talk(around, work.session, ground, talk, TaskKind.UNSAFE_END)
    make_task_of_supervisor(around, work.session, ground, talk, TaskKind.UNSAFE_END)
    if _holds_danger(talk, answers) or has_open_danger(work.session, talk.case_id):
        open_alert(around, work, _cause(ground, talk, answers))


def _holds_danger(talk: Conversation, answers: Sequence[Answer]) -> bool:
    return talk.has_danger_pressed or _trigger(answers) is not None


def _trigger(answers: Sequence[Answer]) -> Trigger | None:
    return next((one.trigger for one in answers if one.trigger not in (None, Trigger.T12)), None)


def _cause(ground: CallGround, talk: Conversation, answers: Sequence[Answer]) -> AlertCause:
    return AlertCause(
        ladder=LadderName.E0,
        team_id=ground.case.team_id,
        caseworker_id=ground.case.caseworker_id,
        case_id=ground.case.id,
        conversation_id=talk.id,
        trigger=_trigger(answers),
    )
