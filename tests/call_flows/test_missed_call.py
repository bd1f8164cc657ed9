"""Whoever rings the line hears a busy tone, and a person learns of it."""

import pytest

from call_flows.effects import KeepInInbox, MakeTask, OpenAlert
from call_flows.missed_call import decide_effects_of_ring, next_step
from call_flows.steps import TurnAway
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import LadderName, SenderKind, StaffRole

CALLED_BACK_BY_CASEWORKER = MakeTask(TaskKind.MISSED_CALL, StaffRole.CASEWORKER)


def test_a_ring_is_turned_away_as_busy() -> None:
    assert next_step() == TurnAway()


def test_a_volunteer_who_rings_once_asks_for_a_call() -> None:
    assert decide_effects_of_ring(SenderKind.VOLUNTEER, is_second=False) == (CALLED_BACK_BY_CASEWORKER,)


def test_a_volunteer_who_rings_twice_asks_for_help() -> None:
    assert decide_effects_of_ring(SenderKind.VOLUNTEER, is_second=True) == (OpenAlert(LadderName.HELP),)


@pytest.mark.parametrize("is_second", [False, True])
def test_a_family_that_rings_is_a_person_s_duty_however_often_it_rings(is_second: bool) -> None:
    assert decide_effects_of_ring(SenderKind.FAMILY, is_second) == (CALLED_BACK_BY_CASEWORKER,)


@pytest.mark.parametrize("is_second", [False, True])
def test_a_stranger_s_ring_is_kept_and_somebody_decides(is_second: bool) -> None:
    assert decide_effects_of_ring(SenderKind.UNKNOWN, is_second) == (KeepInInbox(), CALLED_BACK_BY_CASEWORKER)


def test_a_ring_without_a_number_is_somebody_s_duty_too() -> None:
    assert decide_effects_of_ring(SenderKind.WITHHELD, is_second=False) == (
        MakeTask(TaskKind.NUMBER_WITHHELD, StaffRole.CASEWORKER),
    )


def test_staff_who_ring_are_shown_in_the_inbox() -> None:
    assert decide_effects_of_ring(SenderKind.STAFF, is_second=False) == (KeepInInbox(),)
