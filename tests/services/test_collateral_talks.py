"""Talks with people beside the family: theirs to allow, the caseworker's to write, and no talk with the family."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound
from remote_cm.domain.vocabulary import Track
from remote_cm.services.collateral_talks import CollateralHeld, hear_of_danger, record_collateral, show_collateral
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.cases import DomainLevel
from remote_cm.storage.tables.collateral import CollateralTalk
from remote_cm.storage.tables.messages import Message
from tests.factories import Loaded, case_row, make_people
from tests.services.calls_by_hand import CallByHand, audited, rows

CODE = "CX-TEST"
EVERY_POINT = frozenset(range(10))
pytestmark = pytest.mark.requirement("MON-23")


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    return make_people(surroundings, case_row())


def held(**changes: Any) -> CollateralHeld:
    talk = CollateralHeld(
        id=uuid.uuid4(),
        kind=CollateralKind.TEACHER,
        name="Teacher Rahela",
        agreed_by=frozenset(Track),
        certain=EVERY_POINT,
        said="comes every day",
        view="seems well",
    )
    return replace(talk, **changes)


def test_a_talk_is_written_down_and_read_by_the_cases_own_caseworker(people: Loaded) -> None:
    record_collateral(people.around, people.person("CW-1"), CODE, held())
    (line,) = show_collateral(people.around, people.person("CW-1"), CODE).talks
    assert (line.kind, line.caseworker) == (CollateralKind.TEACHER, "CW-1")
    assert (line.name, line.said, line.view) == ("Teacher Rahela", "comes every day", "seems well")
    assert len(audited(people.around, "collateral:written")) == 1


def test_the_supervisor_sees_that_it_was_done_and_none_of_the_words(people: Loaded) -> None:
    record_collateral(people.around, people.person("CW-1"), CODE, held())
    page = show_collateral(people.around, people.person("SUP-1"), CODE)
    (line,) = page.talks
    assert (line.kind, line.name, line.said, line.view) == (CollateralKind.TEACHER, None, None, None)
    assert not page.may_work
    with pytest.raises(NotAllowed):
        record_collateral(people.around, people.person("SUP-1"), CODE, held())


def test_for_another_caseworker_there_is_no_such_case(people: Loaded) -> None:
    for act in (
        lambda: show_collateral(people.around, people.person("CW-2"), CODE),
        lambda: record_collateral(people.around, people.person("CW-2"), CODE, held()),
        lambda: hear_of_danger(people.around, people.person("CW-2"), CODE),
    ):
        with pytest.raises(NotFound):
            act()
    assert rows(people.around, CollateralTalk) == []


def test_the_same_form_sent_twice_is_one_talk(people: Loaded) -> None:
    talk = held()
    for _ in range(2):
        record_collateral(people.around, people.person("CW-1"), CODE, talk)
    assert len(rows(people.around, CollateralTalk)) == 1
    assert len(audited(people.around, "collateral:written")) == 1


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"agreed_by": frozenset({Track.CAREGIVER})}, "agreed_by"),
        ({"certain": frozenset({0, 1})}, "certain"),
        ({"name": ""}, "name"),
    ],
)
def test_what_is_missing_is_said_and_nothing_is_written(people: Loaded, changes: dict[str, Any], where: str) -> None:
    with pytest.raises(BadInput) as refused:
        record_collateral(people.around, people.person("CW-1"), CODE, held(**changes))
    assert [fault.where for fault in refused.value.faults] == [where]
    assert rows(people.around, CollateralTalk) == []


def test_without_consent_nobody_else_is_spoken_to(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(consent={"given": False}))
    assert not show_collateral(surroundings, people.person("CW-1"), CODE).has_consent
    with pytest.raises(BadInput) as refused:
        record_collateral(surroundings, people.person("CW-1"), CODE, held())
    assert "consent" in [fault.where for fault in refused.value.faults]


def test_whom_the_family_named_in_a_call_is_not_spoken_to(people: Loaded) -> None:
    call = CallByHand(people.around, people).pick_up()
    for step in ("O1", "O2", "O3", "O4", "O5", "O6"):
        call.say_yes_at(step)
    call.agree(not_to_inform="the teacher Rahela")
    with pytest.raises(BadInput) as refused:
        record_collateral(people.around, people.person("CW-1"), CODE, held())
    assert [fault.where for fault in refused.value.faults] == ["name"]
    assert show_collateral(people.around, people.person("CW-1"), CODE).not_to_inform == ("the teacher Rahela",)
    assert show_collateral(people.around, people.person("SUP-1"), CODE).not_to_inform == ()


def test_it_meets_no_follow_up_covers_no_domain_and_changes_no_level(people: Loaded) -> None:
    before, owed = people.case(), people.follow_up()
    record_collateral(people.around, people.person("CW-1"), CODE, held())
    after, still = people.case(), people.follow_up()
    assert (after.level, after.level_since, after.child_heard_at) == (
        before.level,
        before.level_since,
        before.child_heard_at,
    )
    assert (still.id, still.due_by, still.state) == (owed.id, owed.due_by, owed.state)
    assert rows(people.around, DomainLevel) == []


def test_danger_that_somebody_tells_of_rings_at_once_and_asks_nothing(people: Loaded) -> None:
    first = hear_of_danger(people.around, people.person("CW-1"), CODE)
    assert hear_of_danger(people.around, people.person("CW-1"), CODE) == first
    (alert,) = rows(people.around, Alert)
    assert (alert.id, alert.case_id) == (first, people.case().id)
    assert rows(people.around, Message)
