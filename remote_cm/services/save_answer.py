"""Saves one answer as it is given, and acts on a red before anything else is asked: never just a colour, never
silent.
"""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from remote_cm.domain.access import Person
from remote_cm.domain.call_gates import GateState
from remote_cm.domain.call_script import DangerAnswer, Item
from remote_cm.domain.next_question import (
    WORRYING,
    AnswerGiven,
    TalkFacts,
    items_to_ask,
    passed_over,
    told_unasked,
)
from remote_cm.domain.red_answers import RedRoute, decide_red
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, StaleStep
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import AnswerCode, StaffRole, Track, Trigger
from remote_cm.services.act_on_red import act_on_red
from remote_cm.services.answer_revision import keep_revision
from remote_cm.services.call_ground import CallGround, check_track, find_talk, given
from remote_cm.services.call_turns import current_turn, read_gates
from remote_cm.services.make_task import TaskAbout, make_task
from remote_cm.services.skips import keep_skips, skipped_items
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.talk_facts import talk_facts
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_answer, list_answers
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.people import find_supervisor_id, get_staff
from remote_cm.storage.tables.calls import Answer, Conversation
from remote_cm.storage.turns import WordsAsked, keep_wording, list_turns


@dataclass(frozen=True)
class HeardAnswer:
    """One answer: its code and, apart from each other, what was said, what was heard, and the caseworker's view
    (MON-24). ``skip_reason`` says why what comes before it was not asked (MON-06), empty where nothing is skipped.
    ``track`` is whose page it came from, None for whoever has the phone.
    """

    item_id: str
    code: AnswerCode
    said: str = ""
    heard: str = ""
    view: str = ""
    skip_reason: str = ""
    track: Track | None = None


def save_answer(around: Surroundings, person: Person, follow_up_id: uuid.UUID, answer: HeardAnswer) -> None:
    """Save one answer and commit. The same answer again changes nothing; another one keeps the earlier as a revision.

    Raises NotFound, StaleStep, NotAllowed while the questions are locked, and BadInput for an item that is not asked
    here, or that skips others without a reason; a red needs none, since danger never waits.
    """
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        check_track(talk, answer.track)
        answered = given(list_answers(work.session, talk.id))
        facts = _facts(around, work.session, ground, talk)
        item, asked = _item(around, facts, answered, answer)
        before = find_answer(work.session, talk.id, talk.track, answer.item_id)
        code_before = before.code if before is not None else None
        if before is None and answer.code is not AnswerCode.RED:
            skipped = passed_over(around.script, facts, answered, item.id, skipped_items(talk))
            keep_skips(talk, skipped, answer.skip_reason)
        row = _store(around, work.session, talk, answer, _wording(around, work.session, item, asked))
        if row is not None:
            _audit(around, work.session, person, talk, "answer:saved", item.id)
        if row is not None and answer.code is not code_before:
            _act_on_code(around, work, ground, talk, item, row)
        work.commit()


def answer_red_question(
    around: Surroundings,
    person: Person,
    follow_up_id: uuid.UUID,
    item_id: str,
    reply: DangerAnswer,
    chosen: Trigger | None,
    track: Track | None = None,
) -> None:
    """Answer "now, or within hours?" for a red item, and act on it at once. Answered twice, it acts once.

    ``track`` is whose page it came from, None for whoever has the phone. Raises NotFound, StaleStep when the phone was
    passed on or there is no such red answer, and BadInput for a trigger that does not belong to the item.
    """
    with around.database.unit_of_work() as work:
        ground, talk = find_talk(work.session, person, follow_up_id)
        check_track(talk, track)
        item = around.script.items.get(item_id)
        row = find_answer(work.session, talk.id, talk.track, item_id)
        if item is None or row is None or row.code is not AnswerCode.RED:
            raise StaleStep("this answer is not red any more")
        decision = decide_red(item, reply, chosen)
        if (row.red_reply, row.trigger) != (reply.value, decision.trigger):
            row.red_reply, row.trigger = reply.value, decision.trigger
            act_on_red(around, work, ground, talk, row, decision)
            _audit(around, work.session, person, talk, "red:answered", item_id)
        work.commit()


def _act_on_code(
    around: Surroundings, work: UnitOfWork, ground: CallGround, talk: Conversation, item: Item, row: Answer
) -> None:
    """What a code sets off when it is new; other words beside it set off nothing twice."""
    if row.code is AnswerCode.RED:
        _tell_the_supervisor(around, work.session, ground, talk, item)
        decision = decide_red(item, None)
        if decision.route is not RedRoute.ASK:
            act_on_red(around, work, ground, talk, row, decision)
    if row.code is AnswerCode.NOT_SAFE:
        _find_a_safer_way(around, work.session, ground, talk)


def _audit(around: Surroundings, session: Session, person: Person, talk: Conversation, act: str, item_id: str) -> None:
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act=act,
        subject_kind="conversation",
        subject_id=talk.id,
        item=item_id,
    )


def _facts(around: Surroundings, session: Session, ground: CallGround, talk: Conversation) -> TalkFacts:
    """Who talks with whom. Raises NotAllowed while the questions are locked."""
    turn = current_turn(session, talk)
    if read_gates(around, turn).state is not GateState.OPEN:
        raise NotAllowed(
            "the questions open when the opening is done: right person, safe moment, who can hear, their yes"
        )
    return talk_facts(ground, talk, list_turns(session, talk.id), turn, get_staff(session, talk.caseworker_id))


def _item(
    around: Surroundings, facts: TalkFacts, answered: Sequence[AnswerGiven], answer: HeardAnswer
) -> tuple[Item, str]:
    """The item and the words in which it was asked; no words where nobody asked and a worry was told."""
    questions = items_to_ask(around.script, facts, answered)
    question = next((one for one in questions if one.item.id == answer.item_id), None)
    if question is not None:
        return question.item, question.words
    told = told_unasked(around.script, facts, answer.item_id)
    if told is not None and answer.code in WORRYING:
        return told, ""
    raise BadInput(Fault("item", "this question is not asked of this person here"))


def _wording(around: Surroundings, session: Session, item: Item, asked: str) -> uuid.UUID:
    """Where the words stand that this answer is to be read beside, whatever the script says later."""
    words = WordsAsked(
        item_id=item.id,
        language=around.script.language,
        title=item.title,
        asked=asked,
        green=item.criteria.green,
        orange=item.criteria.orange,
        red=item.criteria.red,
    )
    return keep_wording(session, words, around.script.version)


def _store(
    around: Surroundings, session: Session, talk: Conversation, answer: HeardAnswer, wording_id: uuid.UUID
) -> Answer | None:
    """The row, or None when the very same answer stands already."""
    now = around.now()
    said, heard, view = (words.strip() or None for words in (answer.said, answer.heard, answer.view))
    row = find_answer(session, talk.id, talk.track, answer.item_id)
    if row is None:
        row = Answer(id=uuid.uuid4(), conversation_id=talk.id, track=talk.track, item_id=answer.item_id, revisions=0)
        session.add(row)
    elif (row.code, row.said, row.heard, row.view) == (answer.code, said, heard, view):
        return None
    else:
        keep_revision(around, session, row)
    if row.code is not answer.code:
        row.red_reply, row.trigger = None, None
    row.code, row.said, row.heard, row.view = answer.code, said, heard, view
    row.script_version, row.wording_id, row.saved_at = around.script.version, wording_id, now
    session.flush()
    return row


def _tell_the_supervisor(
    around: Surroundings, session: Session, ground: CallGround, talk: Conversation, item: Item
) -> None:
    """A red is at least E1, from the moment it is saved: the supervisor knows the same day, whatever comes of the
    question.
    """
    case = ground.case
    about = TaskAbout(
        team_id=case.team_id,
        assignee_id=find_supervisor_id(session, case.caseworker_id),
        case_id=case.id,
        conversation_id=talk.id,
        level=case.level,
        role=StaffRole.SUPERVISOR,
        detail=item.id,
    )
    make_task(around, session, TaskKind.RED_ANSWER, about)


def _find_a_safer_way(around: Surroundings, session: Session, ground: CallGround, talk: Conversation) -> None:
    case = ground.case
    about = TaskAbout(
        team_id=case.team_id, assignee_id=case.caseworker_id, case_id=case.id, conversation_id=talk.id, level=case.level
    )
    make_task(around, session, TaskKind.UNSAFE_CONTACT, about)
