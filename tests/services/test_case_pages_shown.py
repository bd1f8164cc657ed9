"""The list of cases in codes, and one case with everything that was done: nobody else's, and no number anywhere."""

from datetime import date

import pytest

from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import ContactRole, ScriptDomain
from remote_cm.services.case_pages import PAGE_LENGTH, list_cases, show_case
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row, make_people
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import ORANGE, CallByHand, audited


@pytest.mark.requirement("ROLE-01", "ROLE-08", "ROLE-09", "ROLE-10")
@pytest.mark.parametrize(
    ("code", "seen"),
    [
        ("CW-1", ["CX-A"]),
        ("CW-2", ["CX-B"]),
        ("SUP-1", ["CX-A", "CX-B"]),
        ("SUP-2", ["CX-C"]),
        ("SAFE-1", []),
        ("CO-1", []),
        ("ADM-1", []),
    ],
)
def test_a_case_exists_for_its_caseworker_and_the_teams_supervisor_only(
    surroundings: Surroundings, code: str, seen: list[str]
) -> None:
    people = make_people(
        surroundings, case_row("CX-A"), case_row("CX-B", caseworker="CW-2"), case_row("CX-C", caseworker="CW-9")
    )
    person = people.person(code)
    assert [row.code for row in list_cases(surroundings, person).rows] == seen
    for case in ("CX-A", "CX-B", "CX-C"):
        if case in seen:
            assert show_case(surroundings, person, case).may_work is (code.startswith("CW"))
        else:
            with pytest.raises(NotFound):
                show_case(surroundings, person, case)


def test_a_long_list_has_pages_and_loses_nobody(surroundings: Surroundings) -> None:
    codes = [f"CX-{place:03}" for place in range(PAGE_LENGTH + 3)]
    people = make_people(surroundings, *[case_row(code) for code in codes])
    first = list_cases(surroundings, people.person("CW-1"))
    second = list_cases(surroundings, people.person("CW-1"), first.next_after or "")
    assert [row.code for row in (*first.rows, *second.rows)] == codes
    assert (len(first.rows), second.next_after) == (PAGE_LENGTH, None)
    assert {len(entry.detail["shown"]) for entry in audited(surroundings, "cases:listed")} == {PAGE_LENGTH, 3}


@pytest.mark.requirement("N31")
def test_a_case_shows_that_there_is_a_number_and_never_which(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    for code, name in (("CW-1", "Name of the child"), ("SUP-1", None)):
        page = show_case(surroundings, people.person(code), "cx-test ")
        child = next(card for card in page.contacts if card.role is ContactRole.CHILD)
        assert (child.name, child.has_number) == (name, True)
        assert not any(number[1:] in repr(page) for number in (CHILD_NUMBER, CAREGIVER_NUMBER))


@pytest.mark.requirement("CALL-04")
def test_the_safe_adult_is_marked_with_the_day_their_number_was_verified(surroundings: Surroundings) -> None:
    contacts = [contact_row("safe_adult", CAREGIVER_NUMBER, verified_on="2026-11-20")]
    people = make_people(surroundings, case_row(contacts=contacts))
    (card,) = show_case(surroundings, people.person("CW-1"), "CX-TEST").contacts
    assert (card.role, card.verified_on) == (ContactRole.SAFE_ADULT, date(2026, 11, 20))


@pytest.mark.requirement("DATA-20", "MON-09")
def test_every_try_and_every_talk_is_one_line_of_the_history(surroundings: Surroundings, clock: FrozenClock) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row()))
    call.ring()
    call.record(AttemptOutcome.NO_ANSWER)
    clock.advance(minutes=30)
    call.open().hear_all("D1.1", "D3.1")
    call.hear("D2.1", ORANGE)
    call.end()
    page = show_case(surroundings, call.person, "CX-TEST")
    assert [(line.kind, line.outcome, line.ending, line.who) for line in page.history] == [
        ("conversation", None, ConversationEnding.FINISHED, "CW-1"),
        ("attempt", AttemptOutcome.NO_ANSWER, None, "CW-1"),
    ]
    assert page.colours[ScriptDomain.HEALTH][0].value == "O"


def test_a_look_at_a_case_is_an_audit_row_and_a_refused_one_shows_nothing(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row())
    show_case(surroundings, people.person("SUP-1"), "CX-TEST")
    with pytest.raises(NotFound):
        show_case(surroundings, people.person("CW-2"), "CX-TEST")
    (look,) = audited(surroundings, "case:seen")
    assert (look.actor_id, look.subject_id) == (people.staff("SUP-1").id, people.case().id)


def test_duties_on_a_case_are_shown_to_whom_they_belong_and_to_their_supervisor(surroundings: Surroundings) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row())).open().hear_all("D1.1")
    call.end(ConversationEnding.UNSAFE)
    seen = {code: show_case(surroundings, call.people.person(code), "CX-TEST").tasks for code in ("CW-1", "SUP-1")}
    assert {code: len(tasks) for code, tasks in seen.items()} == {"CW-1": 1, "SUP-1": 2}
