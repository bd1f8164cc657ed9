"""Who may end an alert, with what, and that the clock and the accused never do."""

from dataclasses import replace
from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from remote_cm.domain.alert_ending import EndFault, Ending, decide_end, may_end
from remote_cm.domain.escalation import NOBODY, open_ladder
from remote_cm.domain.vocabulary import LadderName, StaffRole

PERSON = UUID(int=1)
START = datetime(2024, 3, 3, 20, 0, tzinfo=UTC)
OPENED = open_ladder(LadderName.E0, START)
ENDING = Ending(PERSON, StaffRole.SUPERVISOR, "the child is with her aunt", date(2024, 3, 4))
HELD = replace(OPENED, due_at=None, holder=PERSON, held_at=START, holder_due_at=START)


@pytest.mark.parametrize("name", LadderName)
@pytest.mark.parametrize("role", StaffRole)
def test_each_kind_of_alert_is_ended_by_the_roles_that_may(name: LadderName, role: StaffRole) -> None:
    allowed = {StaffRole.SUPERVISOR}
    if name is LadderName.E0_WITHOUT_LINE:
        allowed.add(StaffRole.SAFEGUARDING)
    assert may_end(name, role, is_holder=False) is (role in allowed)
    assert may_end(name, role, is_holder=True) is (role in allowed or name is LadderName.HELP)


def test_a_supervisor_ends_an_alert_with_an_outcome_and_the_next_contact() -> None:
    assert decide_end(OPENED, ENDING, NOBODY) == ()


@pytest.mark.requirement("N27")
def test_whoever_must_be_avoided_ends_nothing_whatever_their_role() -> None:
    assert decide_end(OPENED, ENDING, frozenset({PERSON})) == (EndFault.NOT_FOR_YOU,)


@pytest.mark.parametrize("outcome", ["", "  \n"])
def test_an_alert_does_not_end_without_words_for_its_outcome(outcome: str) -> None:
    assert decide_end(OPENED, replace(ENDING, outcome=outcome), NOBODY) == (EndFault.OUTCOME_MISSING,)


def test_an_alert_does_not_end_without_a_date_for_the_next_contact() -> None:
    assert decide_end(OPENED, replace(ENDING, next_contact_on=None), NOBODY) == (EndFault.NEXT_CONTACT_MISSING,)


def test_the_caseworker_who_holds_an_e0_does_not_end_it_but_ends_a_call_for_help() -> None:
    ending = replace(ENDING, role=StaffRole.CASEWORKER)
    assert decide_end(HELD, ending, NOBODY) == (EndFault.NOT_YOUR_PART,)
    helped = replace(HELD, name=LadderName.HELP)
    assert decide_end(helped, ending, NOBODY) == ()
    another = replace(ending, staff_id=UUID(int=2))
    assert decide_end(helped, another, NOBODY) == (EndFault.NOT_YOUR_PART,)


def test_an_alert_ends_once_and_every_fault_is_told() -> None:
    ended = replace(OPENED, is_ended=True)
    ending = Ending(PERSON, StaffRole.COORDINATOR, "", None)
    assert decide_end(ended, ending, frozenset({PERSON})) == (
        EndFault.ALREADY_ENDED,
        EndFault.NOT_FOR_YOU,
        EndFault.NOT_YOUR_PART,
        EndFault.OUTCOME_MISSING,
        EndFault.NEXT_CONTACT_MISSING,
    )
