"""What the caller has in view of the family at one moment of a call: whose turn it is, and what was agreed."""

from collections.abc import Sequence

from remote_cm.domain.consent import ConsentItem, decide_consent_kind, points_to_explain
from remote_cm.domain.turn import is_only_listened_to, the_other
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.call_ground import CallGround
from remote_cm.services.call_moment import TalkMoment
from remote_cm.services.call_turns import has_caregiver_of_concern, is_child_unheard, other_track
from remote_cm.services.call_views import AgreedWords, ConsentForm, HeardLast, TurnNow
from remote_cm.services.record_consent import is_first_consent, list_records_that_count, listener_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.turns import WhatWasSaid


def view_turn(ground: CallGround, talking: TalkMoment) -> TurnNow:
    """Whose turn it is, and to whom the phone may be passed."""
    turn, other = talking.turn, the_other(talking.turn.track)
    return TurnNow(
        track=turn.track,
        is_private=turn.is_private,
        is_overheard=turn.overheard_at is not None,
        has_consented=turn.consented_at is not None,
        other_track=other_track(ground, talking.talk),
        other_had_turn=any(one.track is other for one in talking.said.turns),
        other_is_only_heard=is_only_listened_to(other, ground.case.age_band),
    )


def view_consent(around: Surroundings, session: Session, ground: CallGround, talking: TalkMoment) -> ConsentForm | None:
    """The checklist behind the agreement step for this listener, None where they are not asked."""
    case, track = ground.case, talking.turn.track
    is_excluded = has_caregiver_of_concern(ground.family)
    kind = decide_consent_kind(case.age_band, track, caregiver_is_person_of_concern=is_excluded)
    if kind is None:
        return None
    is_first = is_first_consent(list_records_that_count(session, ground), track, around.today())
    rung = ground.rung(talking.talk).role
    return ConsentForm(
        kind, listener_of(track, rung), points_to_explain(is_first=is_first), tuple(ConsentItem), is_first
    )


def view_agreed(ground: CallGround, talking: TalkMoment) -> AgreedWords:
    """The words agreed with whoever has the phone; nobody else's, least of all the child's to a grown-up (§2.3)."""
    rung = ground.rung(talking.talk)
    whose = _whose_words(ground, talking, rung)
    return AgreedWords(
        opening_word=whose.opening_word if whose is not None else None,
        answer_word=whose.answer_word if whose is not None else None,
        stop_word=whose.stop_word if whose is not None else None,
        danger_word=whose.danger_word if whose is not None else None,
        line_drop_plan=rung.line_drop_plan,
    )


def _whose_words(ground: CallGround, talking: TalkMoment, rung: Contact) -> Contact | None:
    if not talking.turn.is_handed_over:
        return rung
    role = ContactRole.CHILD if talking.turn.track is Track.CHILD else ContactRole.CAREGIVER
    of_role = [one for one in ground.family if one.role is role]
    return of_role[0] if len(of_role) == 1 else None


def view_heard(around: Surroundings, case: CaseFile, judged: Sequence[WhatWasSaid]) -> HeardLast:
    """When each of the family was last heard; ``judged`` is what was said in the last judged talks, newest first."""
    return HeardLast(case.child_heard_at, case.caregiver_heard_at, is_child_unheard(around, case, judged))
