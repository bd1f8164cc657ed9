"""The few questions that we ask a volunteer by text, and the digit that each of them names as its yes."""

from collections.abc import Mapping
from enum import StrEnum


class QuestionKind(StrEnum):
    """What was asked; stored with the question."""

    DEBRIEF_SLOT = "debrief_slot"
    """Is the hour of today's talk good? (text ``slot``, SMS vocabulary §5.5)"""

    WELLBEING_TALK = "wellbeing_talk"
    """Would you like to talk about yourself? (the reply to the digit 6, §5.3)"""


YES_DIGITS: Mapping[QuestionKind, str] = {QuestionKind.DEBRIEF_SLOT: "4", QuestionKind.WELLBEING_TALK: "3"}
"""As the words of each question say: never 1, 2, 8 or 9 (§5.3), and no question names a digit for no."""
