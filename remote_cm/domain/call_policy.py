"""The numbers around a scripted call, as a programme has agreed them; the words themselves are in ``call_script``."""

from collections.abc import Mapping
from dataclasses import dataclass

from remote_cm.domain.vocabulary import AnswerCode


@dataclass(frozen=True)
class CallScriptPolicy:
    """The numbers around a scripted call (section ``call_script`` of the policy file).

    ``coverage_debt_days``: from when a domain that was not asked is shown (MON-08). ``notes_nudge_hours``: by when the
    notes of a call are written (MON-24). ``child_refusals_in_a_row``, ``not_now_in_a_row``: after how many refusals or
    bad moments somebody thinks again. ``trigger_time_minutes``: for how long nobody rings after an hour that is known
    to bring danger, such as when the feared person comes home (script §2.1).
    """

    coverage_debt_days: int
    notes_nudge_hours: int
    child_refusals_in_a_row: int
    not_now_in_a_row: int
    trigger_time_minutes: int
    ring_back_after_minutes: int
    recall_hours: Mapping[str, Mapping[AnswerCode, int]]
    ambiguous_day_words: tuple[str, ...]


@dataclass(frozen=True)
class TurnPolicy:
    """When a child that was not heard is raised (section ``turns`` of the policy file).

    ``child_unheard_calls``: after so many calls in a row without the child's voice (CALL-05).
    """

    child_unheard_calls: int
