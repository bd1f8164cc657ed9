"""By when each step of case work is to be done, counted from the step before it, by level (RSK-12 to RSK-20).

All of it is one table of the policy file: time limits are local, and a programme changes them there (RSK-21).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from remote_cm.domain.vocabulary import RiskLevel


class CaseStep(StrEnum):
    """What a case goes through beside its calls. Start and end of an assessment are two steps (RSK-13)."""

    REGISTERED = "registered"
    FIRST_ASSESSMENT = "first_assessment"
    ASSESSMENT_BEGUN = "assessment_begun"
    ASSESSMENT_DONE = "assessment_done"
    FILE_OPENED = "file_opened"
    PLAN_MADE = "plan_made"
    FIRST_ACTION = "first_action"
    REVIEWED = "reviewed"


@dataclass(frozen=True)
class StepLimit:
    """One line of the table: this step is due so many hours after each of those, by the level of the case."""

    step: CaseStep
    after: tuple[CaseStep, ...]
    within_hours: Mapping[RiskLevel, int]


@dataclass(frozen=True)
class TimeLimitPolicy:
    """The table (section ``time_limits`` of the policy file). Raises ValueError for a step that is never begun, that
    stands there twice, or that has no time for one of the levels.
    """

    steps: tuple[StepLimit, ...]

    def __post_init__(self) -> None:
        named = [limit.step for limit in self.steps]
        missing = sorted(set(CaseStep) - {CaseStep.REGISTERED} - set(named))
        levels = {RiskLevel.LOW, RiskLevel.MEDIUM, RiskLevel.HIGH}
        faults = [f"no line for {step}" for step in missing]
        faults += [f"two lines for {step}" for step in sorted(set(named)) if named.count(step) > 1]
        faults += [f"{limit.step} is due after nothing" for limit in self.steps if not limit.after]
        faults += [
            f"{limit.step} needs hours for each level" for limit in self.steps if set(limit.within_hours) != levels
        ]
        faults += [
            f"{limit.step} needs one hour or more"
            for limit in self.steps
            if min(limit.within_hours.values(), default=0) < 1
        ]
        if faults:
            raise ValueError("; ".join(faults))

    def after(self, done: CaseStep) -> tuple[StepLimit, ...]:
        """The steps whose time begins when this one is done."""
        return tuple(limit for limit in self.steps if done in limit.after)

    def limit_of(self, step: CaseStep) -> StepLimit:
        """The line of one step."""
        return next(limit for limit in self.steps if limit.step is step)


def step_due_at(limit: StepLimit, begun_at: datetime, level: RiskLevel) -> datetime:
    """By when a step is due whose time began at this moment."""
    return begun_at + timedelta(hours=limit.within_hours[level])
