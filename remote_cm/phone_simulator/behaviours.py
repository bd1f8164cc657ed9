"""What a handset does by itself: how it meets a ring, a menu, and the other side once the two are joined."""

from collections.abc import Mapping

from remote_cm.phone_simulator.records import CallLeg, Handset, HandsetHabit, RingReply
from remote_cm.phone_simulator.telephone import Telephone

IN_WORDS: Mapping[HandsetHabit, str] = {
    HandsetHabit.BY_HAND: "Nothing: I press its buttons",
    HandsetHabit.PRESSES_KEY: "Answers and presses 1",
    HandsetHabit.WRONG_KEY: "Answers and presses a wrong key, 9",
    HandsetHabit.SILENT: "Answers and presses nothing",
    HandsetHabit.HANGS_UP: "Answers and hangs up at the first question",
    HandsetHabit.DROPS_WHEN_JOINED: "Presses 1, and the line drops once joined",
    HandsetHabit.VOICEMAIL: "Lets its voicemail answer",
    HandsetHabit.NO_ANSWER: "Rings, and nobody answers",
    HandsetHabit.ENGAGED: "Is busy",
    HandsetHabit.SWITCHED_OFF: "Is off for good",
    HandsetHabit.OUT_OF_SERVICE: "Has a number that is no longer in use",
}

_KEYS = {HandsetHabit.PRESSES_KEY: "1", HandsetHabit.DROPS_WHEN_JOINED: "1", HandsetHabit.WRONG_KEY: "9"}
_ANSWERING = frozenset({*_KEYS, HandsetHabit.SILENT, HandsetHabit.HANGS_UP, HandsetHabit.VOICEMAIL})


def meet_ring(leg: CallLeg, handset: Handset) -> None:
    """Let the handset decide about a ring that begins; one that is used by hand leaves it open.

    A machine is only told apart where the call asked for that (fact sheet 4.4).
    """
    if handset.habit is HandsetHabit.NO_ANSWER:
        leg.ring_reply = RingReply.RING_OUT
    if handset.habit in _ANSWERING:
        leg.ring_reply = RingReply.ANSWER
    if handset.habit is HandsetHabit.VOICEMAIL and leg.order.detects_machines:
        leg.answered_by = "machine_start"


def meet_menu(telephone: Telephone, leg: CallLeg) -> None:
    """Let the handset act on a menu that waits for a key; the caller holds the lock."""
    handset = telephone.handsets.get(leg.handset_number)
    if handset is None:
        return
    if handset.habit is HandsetHabit.HANGS_UP:
        leg.is_cut = True
    elif handset.habit in _KEYS:
        leg.pressed += handset.habit_keys or _KEYS[handset.habit]
    telephone.touch()


def meet_other_side(telephone: Telephone, leg: CallLeg) -> None:
    """Let the handset act on being joined with another; the caller holds the lock."""
    handset = telephone.handsets.get(leg.handset_number)
    if handset is not None and handset.habit is HandsetHabit.DROPS_WHEN_JOINED:
        leg.is_cut = True
        telephone.touch()
