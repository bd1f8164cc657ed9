"""A case is opened once, for somebody who fits and can carry it, and its first call is owed at once."""

import threading
import uuid
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import update

from remote_cm.domain.refusal import BadInput
from remote_cm.domain.registration import IdentifierKind, RegistrationTyped
from remote_cm.domain.vocabulary import AgeBand, RiskLevel
from remote_cm.services import register_case as registration
from remote_cm.services.case_pages import show_case
from remote_cm.services.register_case import register_case, show_registration
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.registrations import find_case_of_identifiers
from remote_cm.storage.tables.cases import CaseFile, Consent
from remote_cm.storage.tables.people import Staff
from remote_cm.storage.tables.registrations import CaseIdentifier, CaseRegistration
from tests.domain import test_registration as forms
from tests.factories import Loaded, case_row, make_people
from tests.services.calls_by_hand import audited, rows, tasks

MOHA = IdentifierKind.MOHA


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    return make_people(surroundings, case_row())


def form(people: Loaded, **changes: Any) -> RegistrationTyped:
    referred_at = people.around.now() - timedelta(hours=2)
    return forms.typed(**{"referred_at": referred_at, "identifiers": {MOHA: "ABC-12345"}, **changes})


def register(people: Loaded, by: str = "CW-1", **changes: Any) -> str:
    return register_case(people.around, people.person(by), form(people, **changes))


@pytest.mark.requirement("RSK-01", "RSK-20", "DATA-01")
def test_a_case_is_its_caseworkers_at_once_with_a_code_a_level_and_a_first_call(
    surroundings: Surroundings, people: Loaded
) -> None:
    code = register(people, level=RiskLevel.HIGH)
    case = people.case(code)
    assert (case.caseworker_id, case.level, case.level_since) == (
        people.person("CW-1").id,
        RiskLevel.HIGH,
        surroundings.now(),
    )
    assert people.follow_up(code).due_by <= surroundings.now() + timedelta(days=4)
    assert ("no_safe_window", "CW-1") in tasks(surroundings, people)
    assert rows(surroundings, Consent)[0].case_id != case.id, "a registration is no consent"
    (entry,) = audited(surroundings, "case:registered")
    assert "market" not in str(entry.detail)


@pytest.mark.requirement("INT-04")
def test_a_child_is_not_registered_twice_and_what_is_said_is_what_one_may_know(
    surroundings: Surroundings, people: Loaded
) -> None:
    code = register(people)
    for by, said in (("CW-1", code), ("SUP-1", code), ("CW-2", "to others"), ("CW-9", "to others")):
        owner = {"SUP-1": "CW-1"}.get(by, by)
        with pytest.raises(BadInput, match=said) as refused:
            register(people, by, caseworker=owner, identifiers={MOHA: "abc 12345", IdentifierKind.FCN: "998877"})
        assert (code in str(refused.value)) == (said == code)
    assert len(rows(surroundings, CaseFile)) == 2
    assert len(rows(surroundings, CaseIdentifier)) == 1
    asked = [entry.actor_id for entry in audited(surroundings, "case:known_already")]
    assert sorted(asked, key=str) == sorted((people.person(by).id for by in ("CW-1", "SUP-1", "CW-2", "CW-9")), key=str)


def test_the_same_digits_of_another_kind_are_another_number(surroundings: Surroundings, people: Loaded) -> None:
    register(people)
    register(people, identifiers={IdentifierKind.PROGRES: "ABC-12345"})
    assert len(rows(surroundings, CaseFile)) == 3


@pytest.mark.requirement("INT-04", "DATA-01")
def test_no_number_can_be_read_in_the_database(surroundings: Surroundings, people: Loaded) -> None:
    register(people)
    (row,) = rows(surroundings, CaseIdentifier)
    assert len(row.fingerprint) == 32
    assert b"12345" not in row.fingerprint
    assert row.fingerprint == surroundings.blind_index.of_identifier(MOHA, "abc12345")
    assert isinstance(CaseRegistration.__table__.columns["concern"].type, EncryptedText)


def test_two_who_register_one_child_at_the_same_moment_open_one_case(
    surroundings: Surroundings, people: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Both have looked before either has written."""
    looked = threading.Barrier(2)

    def find_together(*given: Any) -> CaseFile | None:
        found = find_case_of_identifiers(*given)
        if found is None:
            looked.wait(10)
        return found

    people.person("CW-1"), people.person("CW-2")
    monkeypatch.setattr(registration, "find_case_of_identifiers", find_together)
    said: list[str] = []

    def try_to(by: str) -> None:
        try:
            said.append(register(people, by, caseworker=by))
        except BadInput as refused:
            said.append(str(refused))

    both = [threading.Thread(target=try_to, args=(by,)) for by in ("CW-1", "CW-2")]
    for one in both:
        one.start()
    for one in both:
        one.join(20)
    assert len(said) == 2
    assert sum("known already" in one for one in said) == 1
    assert len(rows(surroundings, CaseFile)) == 2


def test_the_same_form_sent_twice_is_one_case(surroundings: Surroundings, people: Loaded) -> None:
    typed = form(people)
    person = people.person("CW-1")
    assert register_case(surroundings, person, typed) == register_case(surroundings, person, typed)
    assert len(rows(surroundings, CaseRegistration)) == 1


@pytest.mark.requirement("ESC-04", "RSK-18")
def test_what_is_urgent_is_a_worry_on_two_pages_from_its_first_minute(
    surroundings: Surroundings, people: Loaded
) -> None:
    register(people, is_urgent=True)
    worries = {who for kind, who in tasks(surroundings, people) if kind == "seen_worrying"}
    assert worries == {"CW-1", "SUP-1"}


@pytest.mark.requirement("ROLE-02")
def test_nobody_at_the_limit_is_given_another_case_unless_it_is_urgent(
    surroundings: Surroundings, people: Loaded, monkeypatch: pytest.MonkeyPatch
) -> None:
    limit = surroundings.policy.caseload.block_at_cases
    monkeypatch.setattr(registration, "count_open_cases", lambda _, ids: dict.fromkeys(ids, limit))
    with pytest.raises(BadInput, match="the limit"):
        register(people)
    register(people, is_urgent=True)
    monkeypatch.setattr(registration, "count_open_cases", lambda _, ids: dict.fromkeys(ids, limit - 1))
    register(people, identifiers={}, has_no_number=True)


@pytest.mark.requirement("ROLE-02")
@pytest.mark.parametrize(("count", "near", "at"), [(19, False, False), (20, True, False), (25, True, True)])
def test_the_page_warns_before_the_limit(
    surroundings: Surroundings, people: Loaded, monkeypatch: pytest.MonkeyPatch, count: int, near: bool, at: bool
) -> None:
    monkeypatch.setattr(registration, "count_open_cases", lambda _, ids: dict.fromkeys(ids, count))
    page = show_registration(surroundings, people.person("SUP-1"))
    assert {(one.is_near_the_limit, one.is_at_the_limit) for one in page.carriers} == {(near, at)}


@pytest.mark.requirement("N20")
def test_a_girl_of_thirteen_is_not_given_to_a_man(surroundings: Surroundings, people: Loaded) -> None:
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(Staff).where(Staff.code == "CW-1").values(sex="male"))
        work.commit()
    with pytest.raises(BadInput, match="choose a woman"):
        register(people, is_urgent=True)
    register(people, band=AgeBand.B)


@pytest.mark.requirement("ROLE-01", "ROLE-07")
@pytest.mark.parametrize(("by", "owner"), [("CW-1", "CW-2"), ("SUP-1", "CW-9"), ("SUP-2", "CW-1"), ("CW-1", "")])
def test_a_caseworker_gives_a_case_to_nobody_else_and_a_supervisor_to_their_own_team(
    surroundings: Surroundings, people: Loaded, by: str, owner: str
) -> None:
    with pytest.raises(BadInput, match="of your team"):
        register(people, by, caseworker=owner)
    assert len(rows(surroundings, CaseFile)) == 1


@pytest.mark.requirement("ROLE-07")
def test_a_supervisor_sees_who_has_fewest_cases_first(surroundings: Surroundings, people: Loaded) -> None:
    page = show_registration(surroundings, people.person("SUP-1"))
    assert [(one.code, one.open_cases) for one in page.carriers] == [("CW-2", 0), ("CW-1", 1)]
    assert show_registration(surroundings, people.person("CW-1")).own_code == "CW-1"


def test_a_code_that_is_taken_is_drawn_again(surroundings: Surroundings, people: Loaded) -> None:
    first = iter("222222223333")
    draw = lambda _: next(first)  # noqa: E731 - one sign after the other
    person = people.person("CW-1")
    assert register_case(surroundings, person, form(people), draw) == "CX-2222"
    assert register_case(surroundings, person, form(people, identifiers={}, has_no_number=True), draw) == "CX-3333"


@pytest.mark.requirement("RSK-12")
@pytest.mark.parametrize(("hours", "is_late"), [(24, False), (25, True)])
def test_the_case_says_when_it_was_registered_and_if_that_was_late(
    surroundings: Surroundings, people: Loaded, hours: int, is_late: bool
) -> None:
    code = register(people, level=RiskLevel.HIGH, referred_at=surroundings.now() - timedelta(hours=hours))
    line = show_case(surroundings, people.person("CW-1"), code).registration
    assert line is not None
    assert (line.registered_at > line.due_at) == is_late
    assert line.concern == "seen alone at the market at night"
    theirs = show_case(surroundings, people.person("SUP-1"), code).registration
    assert theirs is not None
    assert theirs.concern is None


def test_an_unknown_camp_is_refused(people: Loaded) -> None:
    with pytest.raises(BadInput, match="choose the camp"):
        register(people, camp=str(uuid.uuid4()))
