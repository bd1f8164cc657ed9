"""Makes the page of one call at each moment: one thing at a time, with what to say and what comes next."""

import uuid
from datetime import datetime

from remote_cm.domain.access import CaseAnchor, Person, may_see_case
from remote_cm.domain.conversation import is_contact_only
from remote_cm.domain.safety_gate import GateDecision
from remote_cm.domain.vocabulary import ContactPurpose, DomainColour, ScriptDomain
from remote_cm.services.after_call import read_after, read_next_call
from remote_cm.services.alert_board import list_cards_about
from remote_cm.services.call_family_views import (
    view_agreed,
    view_consent,
    view_heard,
    view_turn,
)
from remote_cm.services.call_ground import CallGround, ask_gate, find_ground, may_work
from remote_cm.services.call_moment import CallMoment, read_call
from remote_cm.services.call_talk_views import (
    guides_opened,
    view_answers,
    view_closing,
    view_domains,
    view_opening,
    view_question,
)
from remote_cm.services.call_views import (
    NO_WISH,
    CallPage,
    CallPhase,
    OpeningNow,
    QuestionNow,
    SavedAnswer,
    Wish,
)
from remote_cm.services.judge_call import JudgedTalk, judge_turns, read_colours, turns_heard
from remote_cm.services.meet_follow_up import MEETING_ENDS
from remote_cm.services.next_try import find_next_try_of
from remote_cm.services.open_actions import view_open_actions
from remote_cm.services.red_question import RedNow, find_open_red
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import list_domain_levels
from remote_cm.storage.database import Session
from remote_cm.storage.people import get_staff
from remote_cm.storage.plan_actions import list_unsettled_actions
from remote_cm.storage.tables.calls import Conversation

TALKING = frozenset({CallPhase.OPENING, CallPhase.QUESTION, CallPhase.RED_QUESTION, CallPhase.CLOSING})


def show_call(around: Surroundings, person: Person, follow_up_id: uuid.UUID, wish: Wish = NO_WISH) -> CallPage:
    """The page of one follow-up, as an audited look.

    Raises NotFound when the follow-up does not exist for this person.
    """
    with around.database.unit_of_work() as work:
        ground = find_ground(work.session, person, follow_up_id)
        moment = read_call(around, work.session, ground)
        page = read_page(around, work.session, person, ground, moment, wish)
        work.commit()
    return page


def read_page(
    around: Surroundings, session: Session, person: Person, ground: CallGround, moment: CallMoment, wish: Wish = NO_WISH
) -> CallPage:
    """The same of a call that has been read already; it is an audited look too. The caller commits."""
    page = _page(around, session, person, ground, moment, wish)
    add_audit_entry(
        session,
        at=around.now(),
        actor_id=person.id,
        act="call:seen",
        subject_kind="case",
        subject_id=ground.case.id,
    )
    return page


def _page(
    around: Surroundings, session: Session, person: Person, ground: CallGround, moment: CallMoment, wish: Wish
) -> CallPage:
    case, contact = ground.case, ground.contact
    is_theirs = may_work(person, ground)
    talk, talking = moment.talk, moment.talking
    saved = _saved(around, moment)
    unsettled = list_unsettled_actions(session, case.id)
    opening = view_opening(moment, case.age_band)
    red = _red(around, moment) if opening is None else None
    question = _question(around, ground, moment, saved, wish) if opening is None and red is None else None
    phase = _phase(moment, opening, red, question)
    is_talking = phase in TALKING
    # Nothing that tells who it is about stands on the page before it is safe, and nothing is for other eyes (N6).
    shows_names = talking is not None and talking.shows_names and is_theirs
    mine = talking if talking is not None and is_talking and is_theirs else None
    return CallPage(
        phase=phase,
        follow_up_id=ground.follow_up.id,
        case_code=case.code,
        level=case.level,
        may_work=is_theirs,
        may_read_case=may_see_case(person, CaseAnchor(case.caseworker_id, case.team_id)),
        is_own_talk=talk is not None and talk.caseworker_id == person.id,
        handed_to=_handed_to(session, person, ground),
        role=contact.role if contact is not None else None,
        contact_name=contact.name if contact is not None and shows_names else None,
        cover_topic=contact.cover_topic if contact is not None and is_theirs else None,
        track=talk.track if talk is not None else None,
        is_private=talking.turn.is_private if talking is not None else None,
        is_closed_mode=talking is not None and talking.turn.is_private is False,
        due_by=ground.follow_up.due_by,
        reasons=tuple(ground.follow_up.reasons),
        begin_with=tuple(ground.follow_up.begin_with),
        attempts=tuple(moment.attempts),
        next_try_at=_next_try_at(around, session, ground),
        gate=_gate(around, session, ground, phase),
        turn=view_turn(ground, talking) if talking is not None and is_talking else None,
        agreed=view_agreed(ground, mine) if mine is not None else None,
        consent=view_consent(around, session, ground, mine)
        if mine is not None and phase is CallPhase.OPENING
        else None,
        open_actions=(
            view_open_actions(around, unsettled, apart_from=talk.id if talk is not None else None)
            if is_theirs and (shows_names or not is_talking)
            else ()
        ),
        band=case.age_band if shows_names else None,
        known_threat=case.known_threat if shows_names else None,
        tags=tuple(case.tags) if shows_names else (),
        heard=view_heard(around, case, moment.judged),
        opening=opening,
        question=question,
        red=red,
        domains=view_domains(
            around,
            moment,
            _colours(around, ground, moment),
            question.question.item.domain if question is not None else None,
        ),
        answers=saved if is_theirs else (),
        closing=view_closing(around, mine, case.age_band) if mine is not None and phase is CallPhase.CLOSING else (),
        judged=_judged(around, session, ground, moment, phase),
        is_contact_only=is_contact_only(answer.code for answer in moment.answers),
        ending=talk.ending if talk is not None else None,
        result_level=talk.call_level if talk is not None else None,
        result_codes=tuple(talk.codes or ()) if talk is not None else (),
        after=read_after(around, session, talk, unsettled) if talk is not None and _is_to_settle(talk) else None,
        next_call=read_next_call(session, ground, talk) if phase in (CallPhase.AFTER, CallPhase.ENDED) else None,
        guides=guides_opened(around, talking.own if talking.is_open else talking.answers) if talking else (),
        alerts=list_cards_about(around, session, person, case.id),
        script_is_reviewed=around.script.is_reviewed,
        saved_at=max((answer.saved_at for answer in moment.answers), default=None),
        now=around.now(),
    )


def _handed_to(session: Session, person: Person, ground: CallGround) -> str | None:
    holder_id = ground.follow_up.caseworker_id
    return None if holder_id in (person.id, ground.case.caseworker_id) else get_staff(session, holder_id).code


def _saved(around: Surroundings, moment: CallMoment) -> tuple[SavedAnswer, ...]:
    """The answers in view: while somebody talks only their own, since nobody hears what the other said (N16)."""
    if moment.talking is None:
        return ()
    shown = moment.talking.own if moment.talking.is_open else moment.talking.answers
    return view_answers(around, shown, moment.talking.said.wordings)


def _next_try_at(around: Surroundings, session: Session, ground: CallGround) -> datetime | None:
    """When this family may be tried again, None where nothing has failed or nothing is owed by this follow-up."""
    if ground.follow_up.state.is_final:
        return None
    return find_next_try_of(around, session, ground.case, ground.contact).not_before


def _red(around: Surroundings, moment: CallMoment) -> RedNow | None:
    """A red whose question has not been answered comes before anything else."""
    if moment.talking is None or not moment.talking.is_open:
        return None
    return find_open_red(around, moment.talking.own, moment.talking.turn.track)


def _question(
    around: Surroundings, ground: CallGround, moment: CallMoment, saved: tuple[SavedAnswer, ...], wish: Wish
) -> QuestionNow | None:
    if moment.talking is None or wish.wants_to_close:
        return None
    by_item = {answer.item_id: answer for answer in saved}
    return view_question(around, ground.case, moment.talking, by_item, wish.item_id)


def _phase(
    moment: CallMoment, opening: OpeningNow | None, red: RedNow | None, question: QuestionNow | None
) -> CallPhase:
    if moment.talking is None:
        return CallPhase.RINGING if moment.is_ringing else CallPhase.BEFORE
    if not moment.talking.is_open:
        is_finished = moment.talking.talk.ending in MEETING_ENDS
        return CallPhase.AFTER if is_finished and _is_to_settle(moment.talking.talk) else CallPhase.ENDED
    if opening is not None:
        return CallPhase.OPENING
    if red is not None:
        return CallPhase.RED_QUESTION
    return CallPhase.QUESTION if question is not None else CallPhase.CLOSING


def _is_to_settle(talk: Conversation) -> bool:
    """Whether a talk is over and its actions wait to be confirmed; after a bad end they wait beside the way back."""
    return talk.ended_at is not None and talk.settled_at is None


def _gate(around: Surroundings, session: Session, ground: CallGround, phase: CallPhase) -> GateDecision | None:
    """What the gate says while this call may be tried: before it, or after a talk that did not meet it."""
    is_still_owed = phase is CallPhase.ENDED and not ground.follow_up.state.is_final
    if ground.contact is None or not (phase is CallPhase.BEFORE or is_still_owed):
        return None
    return ask_gate(around, session, ground, ground.contact, ContactPurpose.FOLLOW_UP)


def _colours(around: Surroundings, ground: CallGround, moment: CallMoment) -> dict[ScriptDomain, DomainColour]:
    """The colour of each domain: of this listener alone while they talk, of the whole call afterwards (N16)."""
    if moment.talking is None:
        return {}
    turns = turns_heard(ground.family, moment.talking.talk, moment.talking.said)
    if moment.talking.is_open:
        turns = [turn for turn in turns if turn.track is moment.talking.turn.track]
    return read_colours(around, turns)


def _judged(
    around: Surroundings, session: Session, ground: CallGround, moment: CallMoment, phase: CallPhase
) -> JudgedTalk | None:
    """What the rule makes of the whole call; while somebody talks, without where child and caregiver differ (N16)."""
    if moment.talking is None or not moment.answers:
        return None
    talk = moment.talking.talk
    turns = turns_heard(ground.family, talk, moment.talking.said)
    levels = list_domain_levels(session, ground.case.id)
    judged = judge_turns(around, ground.case, talk, turns, moment.answers, levels)
    if phase not in TALKING:
        return judged
    return JudgedTalk(_colours(around, ground, moment), judged.decision)
