"""Talks with people beside the family: theirs to allow, the caseworker's to write, and no talk with the family."""

import uuid
from dataclasses import replace
from typing import Any

import pytest

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.refusal import BadInput, NotAllowed, NotFound
from remote_cm.domain.vocabulary import LadderName, Track
from remote_cm.services.case_pages import show_case
from remote_cm.services.collateral_talks import CollateralHeld, hear_of_danger, record_collateral, show_collateral
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.cases import DomainLevel
from remote_cm.storage.tables.collateral import CollateralTalk
from remote_cm.storage.tables.messages import Message
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, Loaded, case_row, contact_row, make_people
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


@pytest.mark.parametrize("by", ["CW-1", "SUP-1"])
def test_each_look_is_kept_with_whose_it_was(people: Loaded, by: str) -> None:
    show_collateral(people.around, people.person(by), CODE)
    (entry,) = audited(people.around, "collateral:seen")
    assert (entry.actor_id, entry.subject_id) == (people.person(by).id, people.case().id)


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


@pytest.mark.parametrize("changes", [{"said": "another word"}, {"name": "Teacher Jamila"}, {"has_told_danger": True}])
def test_a_form_that_comes_again_with_other_words_is_not_dropped_in_silence(
    people: Loaded, changes: dict[str, Any]
) -> None:
    talk = held()
    record_collateral(people.around, people.person("CW-1"), CODE, talk)
    with pytest.raises(BadInput) as refused:
        record_collateral(people.around, people.person("CW-1"), CODE, replace(talk, **changes))
    assert [fault.where for fault in refused.value.faults] == ["id"]
    assert [row.said for row in rows(people.around, CollateralTalk)] == ["comes every day"]


@pytest.mark.parametrize(
    ("changes", "where"),
    [
        ({"kind": None}, "kind"),
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


GIVEN = {"given": True, "given_by": "caregiver", "given_at": "2026-08-01T04:00:00+00:00"}


@pytest.mark.parametrize(
    "consent",
    [
        {"given": False},
        GIVEN | {"withdrawn_at": "2026-11-01T04:00:00+00:00"},
        GIVEN | {"valid_until": "2026-11-21"},
    ],
)
def test_without_a_consent_that_holds_nobody_else_is_spoken_to(
    surroundings: Surroundings, consent: dict[str, Any]
) -> None:
    people = make_people(surroundings, case_row(consent=consent))
    assert not show_collateral(surroundings, people.person("CW-1"), CODE).has_consent
    with pytest.raises(BadInput) as refused:
        record_collateral(surroundings, people.person("CW-1"), CODE, held())
    assert [fault.where for fault in refused.value.faults] == ["consent"]
    assert rows(surroundings, CollateralTalk) == []


def test_on_its_last_day_a_consent_holds(surroundings: Surroundings) -> None:
    people = make_people(surroundings, case_row(consent=GIVEN | {"valid_until": "2026-11-22"}))
    record_collateral(surroundings, people.person("CW-1"), CODE, held())
    assert len(rows(surroundings, CollateralTalk)) == 1


def test_nobody_of_a_feared_persons_name_is_spoken_to_and_the_childs_yes_is_enough_beside_a_feared_caregiver(
    surroundings: Surroundings,
) -> None:
    feared = contact_row("caregiver", CAREGIVER_NUMBER, name="Karim Uddin", person_of_concern=True)
    people = make_people(surroundings, case_row(contacts=[feared, contact_row("child", CHILD_NUMBER)]))
    by_child = held(agreed_by=frozenset({Track.CHILD}))
    with pytest.raises(BadInput) as refused:
        record_collateral(surroundings, people.person("CW-1"), CODE, replace(by_child, name="KARIM"))
    assert [fault.where for fault in refused.value.faults] == ["name"]
    record_collateral(surroundings, people.person("CW-1"), CODE, by_child)
    (talk,) = rows(surroundings, CollateralTalk)
    assert (talk.caregiver_agreed, talk.child_agreed) == (False, True)


@pytest.mark.parametrize("by", ["CW-1", "SUP-1"])
def test_that_it_was_had_is_part_of_the_cases_course_without_a_word_of_it(people: Loaded, by: str) -> None:
    record_collateral(people.around, people.person("CW-1"), CODE, held())
    (line,) = show_case(people.around, people.person(by), CODE).history
    assert (line.kind, line.who, line.other) == ("collateral", "CW-1", CollateralKind.TEACHER)
    assert "Rahela" not in repr(line)


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


def test_danger_in_what_was_told_opens_the_alert_with_the_talk(people: Loaded) -> None:
    talk = held(has_told_danger=True)
    alert_id = record_collateral(people.around, people.person("CW-1"), CODE, talk)
    (alert,) = rows(people.around, Alert)
    assert (alert.id, alert.case_id, alert.ladder) == (alert_id, people.case().id, LadderName.E0)
    assert record_collateral(people.around, people.person("CW-1"), CODE, talk) == alert_id
    (line,) = show_collateral(people.around, people.person("SUP-1"), CODE).talks
    assert line.has_told_danger


def test_without_danger_no_alert_is_opened(people: Loaded) -> None:
    assert record_collateral(people.around, people.person("CW-1"), CODE, held()) is None
    assert rows(people.around, Alert) == []


@pytest.mark.parametrize("changes", [{"kind": None}, {"name": ""}, {"agreed_by": frozenset()}])
def test_danger_does_not_wait_until_the_form_is_right(people: Loaded, changes: dict[str, Any]) -> None:
    with pytest.raises(BadInput):
        record_collateral(people.around, people.person("CW-1"), CODE, held(has_told_danger=True, **changes))
    assert len(rows(people.around, Alert)) == 1
    assert rows(people.around, CollateralTalk) == []
