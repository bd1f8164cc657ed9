"""An alert whose phones led to nobody climbs now: unless somebody has it, or the next step is a mere round."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest

from remote_cm.domain.escalation import LadderState, climb_at_once, open_ladder
from remote_cm.domain.ladder import Ladder
from remote_cm.domain.vocabulary import LadderName
from remote_cm.script_library import find_scripts_dir, load_policy

OPENED = datetime(2026, 11, 22, 4, 0, tzinfo=UTC)
LADDERS = load_policy(find_scripts_dir(None)).escalation.ladders
SOON, LATER = OPENED + timedelta(seconds=10), OPENED + timedelta(seconds=60)


def _after_steps(name: LadderName, steps: int) -> LadderState:
    return replace(open_ladder(name, OPENED), climbed_to=steps, due_at=LATER)


def _fixed_steps(ladder: Ladder) -> int:
    """How many steps it takes until only rounds are left."""
    last = ladder.rungs[-1].after_seconds
    return next(index for index in range(100) if ladder.step(index).after_seconds >= last) + 1


@pytest.mark.parametrize("name", list(LadderName))
def test_every_step_that_has_a_rung_of_its_own_is_taken_at_once_and_no_other(name: LadderName) -> None:
    ladder = LADDERS[name]
    for steps in range(1, _fixed_steps(ladder) + 5):
        quick = climb_at_once(_after_steps(name, steps), SOON, ladder)
        own = [rung for rung in ladder.rungs if rung.after_seconds == ladder.step(steps).after_seconds]
        assert quick.due_at == (SOON if own else LATER)
        assert quick.climbed_to == steps


def test_a_step_that_is_due_already_keeps_its_moment() -> None:
    state = _after_steps(LadderName.E0, 1)
    assert climb_at_once(state, LATER, LADDERS[LadderName.E0]) == state
    assert climb_at_once(state, LATER + timedelta(seconds=1), LADDERS[LadderName.E0]) == state


def test_nothing_climbs_while_somebody_has_it_after_its_end_and_before_its_first_step() -> None:
    ladder = LADDERS[LadderName.E0]
    state = _after_steps(LadderName.E0, 1)
    held = replace(state, due_at=None, holder=UUID(int=1), held_at=OPENED, holder_due_at=LATER)
    for unmoved in (held, replace(state, is_ended=True), replace(state, climbed_to=0)):
        assert climb_at_once(unmoved, SOON, ladder) == unmoved
