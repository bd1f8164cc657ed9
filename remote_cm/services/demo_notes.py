"""What was noted beside the worries of the demo's calls: said, heard and the view apart, with nobody in them."""

from collections.abc import Mapping
from dataclasses import dataclass

from remote_cm.domain.vocabulary import AnswerCode, Track


@dataclass(frozen=True)
class Note:
    """The words beside one answer."""

    said: str
    heard: str
    view: str


@dataclass(frozen=True)
class _Worry:
    """One worry at one item, as the caregiver and as the child put it."""

    caregiver: str
    child: str
    heard: str
    view: str

    def note(self, track: Track) -> Note:
        said = self.child if track is Track.CHILD else self.caregiver
        return Note(said, self.heard, self.view)


_ORANGE = {
    "D1.1": _Worry(
        "Quiet after every walk to the water point.",
        "Home is a 3, the water point is a 2.",
        "Calm voice, slower here.",
        "Uneasy in one place, safe at home.",
    ),
    "D1.4": _Worry(
        "Somebody spoke of work in another place. I said no.",
        "Somebody asked me to carry a bag. I did not.",
        "Spoke faster here.",
        "Nothing has happened; talk over what to answer next time.",
    ),
    "D2.1": _Worry(
        "A cough for four days, less at night.",
        "My stomach hurts in the mornings.",
        "Coughing once.",
        "Mild so far; the health post is near.",
    ),
    "D2.2": _Worry(
        "The medicine ran out on Sunday.",
        "It was too far to walk to the clinic.",
        "Sounded tired.",
        "A refill is needed; no fever.",
    ),
    "D3.1": _Worry(
        "Quieter than last month, still plays.",
        "I would say 2. Most days are grey.",
        "Long pauses.",
        "Low this week, and laughs about the kite.",
    ),
    "D3.2": _Worry(
        "Wakes in the night and comes to my side.",
        "I wake up in the night and think.",
        "Quiet voice.",
        "Sleep is the worry, nothing more was hinted.",
    ),
    "D4.2": _Worry(
        "We quarrel about the chores, most evenings.",
        "We shout about the chores.",
        "Sounded annoyed, not afraid.",
        "Ordinary quarrels; offer a talk with both.",
    ),
    "D5.1": _Worry(
        "The rice will last two days, then we borrow.",
        "We ate twice yesterday.",
        "Matter-of-fact.",
        "The ration card needs a look.",
    ),
    "D5.2": _Worry(
        "The roof lets the rain in at one corner.",
        "It drips on my mat when it rains.",
        "Rain in the background.",
        "Shelter material before the next rain.",
    ),
    "D6.1": _Worry(
        "No lessons this week.",
        "I mended nets, there were no lessons.",
        "Proud of the nets.",
        "Ask when the learning centre opens again.",
    ),
    "D7.2": _Worry(
        "The friend next door has moved away.",
        "My friend moved to another block.",
        "Sad for a moment.",
        "Misses company; the safe space is close.",
    ),
    "D8.1": _Worry(
        "Nobody came about the paper yet.",
        "Nobody came yet.",
        "Patient.",
        "Go after the referral.",
    ),
}

_RED = {
    "D1.2": _Worry(
        "There was a beating on Friday. It has been quiet since.",
        "I was hit hard on Friday. I do not want to say more.",
        "Lower voice.",
        "Not at this moment; told at once.",
    ),
    "D4.1": _Worry(
        "The child sleeps at a relative's since Monday. It was not planned.",
        "I sleep at my aunt's now.",
        "Flat voice.",
        "Safe tonight, and the carer changed without a plan.",
    ),
    "D6.2": _Worry(
        "Bricks, from morning to evening.",
        "I carry bricks from morning to evening.",
        "Tired.",
        "Heavy work every day.",
    ),
}

_WORRIES: Mapping[AnswerCode, Mapping[str, _Worry]] = {AnswerCode.ORANGE: _ORANGE, AnswerCode.RED: _RED}


def note_for(item_id: str, code: AnswerCode, track: Track) -> Note | None:
    """The words beside an orange or a red at one item; None where nothing of this kind was ever said at it."""
    worry = _WORRIES[code].get(item_id) if code in _WORRIES else None
    return worry.note(track) if worry is not None else None
