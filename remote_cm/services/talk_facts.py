"""Who talks with whom at this moment of a call, as far as it decides what may be asked."""

from collections.abc import Sequence

from remote_cm.domain.next_question import TalkFacts
from remote_cm.domain.turn import track_of_role
from remote_cm.domain.vocabulary import ContactRole, ScriptDomain, Track
from remote_cm.services.call_ground import CallGround
from remote_cm.storage.tables.calls import Conversation, Turn
from remote_cm.storage.tables.cases import Contact
from remote_cm.storage.tables.people import Staff


def talk_facts(ground: CallGround, talk: Conversation, turns: Sequence[Turn], turn: Turn, caller: Staff) -> TalkFacts:
    """The facts of one of the turns. A hint of self-harm counts from whoever of the family gave it."""
    return TalkFacts(
        track=turn.track,
        band=ground.case.age_band,
        is_private=turn.is_private is True,
        is_person_of_concern=is_of_concern(ground.family, talk, turn.track),
        is_girl=ground.case.sex == "female",
        is_asked_by_woman=caller.sex == "female",
        is_asked_by_volunteer=False,
        has_disability=ground.case.has_disability,
        has_known_threat=ground.case.known_threat is not None,
        has_history=ground.case.has_self_harm_history,
        is_hinted=any(one.is_hinted for one in turns),
        missed_before=frozenset(ScriptDomain(domain) for domain in ground.follow_up.begin_with),
    )


def is_of_concern(family: Sequence[Contact], talk: Conversation, track: Track) -> bool:
    """Whether this listener is a person of concern, whose greens never count (N25).

    Of whoever was rung it is known; of the other, whom nobody sees, it holds as soon as anybody of their role is.
    """
    rung = next(one for one in family if one.id == talk.contact_id)
    if track_of_role(rung.role) is track:
        return rung.is_person_of_concern
    role = ContactRole.CHILD if track is Track.CHILD else ContactRole.CAREGIVER
    return any(one.is_person_of_concern for one in family if one.role is role)
