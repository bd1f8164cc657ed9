"""Rings and texts the emergency numbers: the last way to a person, which works while the database is away."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from enum import StrEnum
from functools import partial

import structlog

from remote_cm.ports import Ring, RingPurpose, Text
from remote_cm.services.surroundings import Surroundings

log = structlog.get_logger(__name__)

#: Whose words an unknown person hears whose language nobody can look up.
NEUTRAL_LANGUAGE = "en"
WORDS = "emergency"
_MOST_AT_ONCE = 8


class EmergencyReason(StrEnum):
    """Why the service needs a person; for the log, and never said or written to anybody."""

    RECORDS_AWAY = "records_away"
    TIMETABLE_STOPPED = "timetable_stopped"
    WATCH_STOPPED = "watch_stopped"


def ring_emergency_numbers(around: Surroundings, reason: EmergencyReason, reference: str) -> int:
    """Ring and text every emergency number at the same time, and return how many phones the provider took.

    Never raises, and asks no database. ``reference`` comes back with the key that is pressed. What is heard and read
    names nobody and nothing (N2): whoever is rung has to look at the service.
    """
    numbers = around.emergency_numbers
    if not numbers:
        log.error("emergency_without_numbers", reason=reason.value)
        return 0
    with ThreadPoolExecutor(min(_MOST_AT_ONCE, 2 * len(numbers))) as at_once:
        rung = [at_once.submit(_is_taken, partial(_ring, around, reference, number)) for number in numbers]
        texted = [at_once.submit(_is_taken, partial(_text, around, reference, number)) for number in numbers]
        reached = sum(ring.result() or text.result() for ring, text in zip(rung, texted, strict=True))
    log.error("emergency_numbers_rung", reason=reason.value, numbers=len(numbers), reached=reached)
    return reached


def _ring(around: Surroundings, reference: str, phone_number: str) -> None:
    policy = around.policy.messages
    around.call_placer.place_call(
        Ring(reference, phone_number, policy.ring_seconds, policy.call_limit_seconds, RingPurpose.EMERGENCY)
    )


def _text(around: Surroundings, reference: str, phone_number: str) -> None:
    words = around.texts.get(WORDS, NEUTRAL_LANGUAGE)
    around.text_sender.send_text(Text(reference, phone_number, words, around.policy.messages.alert_valid_seconds))


def _is_taken(hand_over: Callable[[], None]) -> bool:
    try:
        hand_over()
    except Exception as failure:  # noqa: BLE001 - one phone that cannot be rung must not keep the others silent
        log.error("emergency_phone_not_reached", kind=type(failure).__name__)
        return False
    return True
