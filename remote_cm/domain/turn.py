"""One listener's part of a call: who of the family may have one, and who was really heard in it.

A call begins with whoever was rung, and the phone may pass to the other of the family (script §2.2, O8). Each has
gates, privacy, consent and answers of their own, and neither learns what the other said (N16).
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from remote_cm.domain.call_policy import TurnPolicy
from remote_cm.domain.next_question import HEARD, AnswerGiven
from remote_cm.domain.vocabulary import AgeBand, ContactRole, Track

_ROLE_OF = {Track.CHILD: ContactRole.CHILD, Track.CAREGIVER: ContactRole.CAREGIVER}


@dataclass(frozen=True)
class FamilyMember:
    """Somebody of the contact plan, as far as it decides who may have a turn."""

    role: ContactRole
    is_person_of_concern: bool


def track_of_role(role: ContactRole) -> Track:
    """With the child the child's words, with any grown-up the caregiver's."""
    return Track.CHILD if role is ContactRole.CHILD else Track.CAREGIVER


def the_other(track: Track) -> Track:
    """The other track."""
    return Track.CAREGIVER if track is Track.CHILD else Track.CHILD


def may_have_turn(track: Track, family: Collection[FamilyMember]) -> bool:
    """Whether the phone may be passed to this one of the family.

    Never where anybody of that role is a person of concern: on the phone nobody sees who takes it (N5). The child is
    always of the family; a caregiver is only where the contact plan has one.
    """
    of_role = [member for member in family if member.role is _ROLE_OF[track]]
    if any(member.is_person_of_concern for member in of_role):
        return False
    return track is Track.CHILD or bool(of_role)


def is_only_listened_to(track: Track, band: AgeBand) -> bool:
    """True for a child under six, who is asked nothing: a hello, a song or the sounds of play are heard (§2.0)."""
    return track is Track.CHILD and band is AgeBand.A


def heard_tracks(
    turns: Collection[Track], answers: Collection[AnswerGiven], band: AgeBand, safety_anchor: str
) -> frozenset[Track]:
    """Who was heard in a call: whoever said how safe they feel, and a child under six who was listened to (CALL-05)."""
    said = {answer.track for answer in answers if answer.item_id == safety_anchor and answer.code in HEARD}
    return frozenset(track for track in turns if track in said or is_only_listened_to(track, band))


def count_refusals(was_refused: Sequence[bool]) -> int:
    """How often in a row the child's talk was refused; one entry for each call that asked for it, the newest first."""
    return next((count for count, refused in enumerate(was_refused) if not refused), len(was_refused))


def decide_child_unheard(child_heard: Sequence[bool], policy: TurnPolicy) -> bool:
    """Whether it is raised that the child was not spoken to (CALL-05); one entry for each call, the newest first."""
    latest = child_heard[: policy.child_unheard_calls]
    return len(latest) == policy.child_unheard_calls and not any(latest)
