"""The people file: stored whole or not at all, and the same twice as once."""

import json
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import func, select, text, update

from remote_cm.domain.refusal import BadInput, GateClosed
from remote_cm.domain.vocabulary import CallBackSignal, Duty, LineDropPlan, RiskLevel
from remote_cm.services.case_pages import show_case
from remote_cm.services.load_people import load_people, people_file_schema
from remote_cm.services.my_day import show_my_day
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.people import list_duties
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.cases import CaseFile, Consent
from remote_cm.storage.tables.people import VolunteerAlias
from tests.factories import (
    CAREGIVER_NUMBER,
    CHILD_NUMBER,
    VOLUNTEER_NUMBER,
    Loaded,
    case_row,
    contact_row,
    make_people,
    team_file,
    volunteer_row,
)
from tests.frozen_clock import FrozenClock
from tests.services.calls_by_hand import CallByHand, audited, rows

Change = Callable[[dict[str, Any]], object]


def people(*cases: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return team_file() | {"cases": list(cases) or [case_row()]} | changes


def load(around: Surroundings, file: dict[str, Any]) -> None:
    load_people(around, json.dumps(file))


def faults_of(around: Surroundings, document: str) -> list[str]:
    with pytest.raises(BadInput) as refused:
        load_people(around, document)
    return [str(fault) for fault in refused.value.faults]


def counts(around: Surroundings) -> dict[str, int]:
    """How many rows each table has, but for the log of who did what."""
    with around.database.unit_of_work() as work:
        return {
            table.name: work.session.execute(select(func.count()).select_from(table)).scalar_one()
            for table in Base.metadata.sorted_tables
            if table.name != "audit_entry"
        }


def test_everybody_of_a_file_is_there_and_counted(surroundings: Surroundings) -> None:
    report = load_people(surroundings, json.dumps(people()))
    assert report.counts == {"teams": 2, "camps": 1, "staff": 8, "duties": 6, "volunteers": 1, "cases": 1}
    loaded = Loaded(surroundings)
    assert loaded.staff("CW-1").supervisor_id == loaded.staff("SUP-1").id
    assert loaded.case().caseworker_id == loaded.staff("CW-1").id
    assert loaded.contact("child").phone_number == CHILD_NUMBER
    with surroundings.database.unit_of_work() as work:
        held = list_duties(work.session, loaded.case().team_id)
    assert held[Duty.DUTY_SUPERVISOR] == (loaded.staff("SUP-1").id,)
    (entry,) = audited(surroundings, "people:loaded")
    assert entry.detail == {"rows": 19, "shown": [str(loaded.case().id)]}


@pytest.mark.requirement("RSK-20", "ROLE-01")
def test_the_same_file_twice_changes_nothing(surroundings: Surroundings) -> None:
    linked = case_row(volunteers=[{"code": "V-001"}])
    load(surroundings, people(linked))
    before = counts(surroundings)
    hashes = {row.code: row.id for row in rows(surroundings, CaseFile)}
    load(surroundings, people(linked))
    assert counts(surroundings) == before
    assert {row.code: row.id for row in rows(surroundings, CaseFile)} == hashes
    assert before["follow_up"] == 1


def test_a_later_file_brings_up_to_date_what_it_names_and_leaves_the_rest(surroundings: Surroundings) -> None:
    load(surroundings, people(case_row("CX-A"), case_row("CX-B")))
    later = case_row("CX-A", contacts=[contact_row("caregiver", "+12025550150", cover_topic="the well")])
    load(surroundings, {"cases": [later]})
    loaded = Loaded(surroundings)
    assert loaded.contact("caregiver", "CX-A").phone_number == "+12025550150"
    assert loaded.contact("child", "CX-A").phone_number == CHILD_NUMBER
    assert loaded.contact("caregiver", "CX-B").phone_number == CAREGIVER_NUMBER


@pytest.mark.requirement("N24")
def test_a_file_never_changes_the_level_of_a_case_that_is_known(surroundings: Surroundings) -> None:
    load(surroundings, people(case_row(level="high")))
    load(surroundings, people(case_row(level="low")))
    assert Loaded(surroundings).case().level is RiskLevel.HIGH


def test_a_password_is_set_only_where_one_is_given(surroundings: Surroundings) -> None:
    load(surroundings, people())
    before = Loaded(surroundings).staff("CW-1").password_hash
    again = people()
    for row in again["staff"]:
        del row["password"]
    load(surroundings, again)
    assert Loaded(surroundings).staff("CW-1").password_hash == before


@pytest.mark.requirement("ROLE-01")
def test_a_case_that_changes_hands_takes_its_follow_up_along(surroundings: Surroundings) -> None:
    loaded = make_people(surroundings, case_row(level="high", last_contact_at="2026-11-18T08:00:00+00:00"))
    load(surroundings, {"cases": [case_row(level="high", caseworker="CW-2")]})
    for code, expected in (("CW-1", []), ("CW-2", ["CX-TEST"])):
        assert [call.case_code for call in show_my_day(surroundings, loaded.person(code)).calls] == expected
    assert CallByHand(surroundings, loaded, by="CW-2").ring().phone_number == CHILD_NUMBER


@pytest.mark.requirement("N43")
def test_an_old_file_does_not_take_back_a_withdrawal_and_a_newer_consent_does(
    surroundings: Surroundings, clock: FrozenClock
) -> None:
    call = CallByHand(surroundings, make_people(surroundings, case_row()))
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(Consent).values(withdrawn_at=surroundings.now()))
        work.commit()
    load(surroundings, people())
    with pytest.raises(GateClosed):
        call.ring()
    clock.advance(days=1)
    given_anew = {"given": True, "given_by": "caregiver", "given_at": surroundings.now().isoformat()}
    load(surroundings, people(case_row(consent=given_anew)))
    assert call.ring().phone_number == CHILD_NUMBER


WORDS = {
    "opening_word": "the blue bucket",
    "answer_word": "it is full",
    "stop_word": "the rice is burning",
    "danger_word": "send the red shawl",
    "words_changed_on": "2026-11-01",
    "line_drop_plan": "wait_for_them",
    "call_back_signal": "missed_call",
}


def test_what_was_agreed_for_the_phone_and_the_marks_of_a_case_are_kept(surroundings: Surroundings) -> None:
    caregiver = contact_row("caregiver", CAREGIVER_NUMBER, **WORDS)
    marked = case_row(known_threat="somebody next door", tags=["violence_threat"], contacts=[caregiver])
    load(surroundings, people(marked))
    contact, case = Loaded(surroundings).contact("caregiver"), Loaded(surroundings).case()
    assert (contact.opening_word, contact.answer_word) == ("the blue bucket", "it is full")
    assert (contact.stop_word, contact.danger_word) == ("the rice is burning", "send the red shawl")
    assert contact.words_changed_on == date(2026, 11, 1)
    assert contact.line_drop_plan is LineDropPlan.WAIT_FOR_THEM
    assert contact.call_back_signal is CallBackSignal.MISSED_CALL
    assert (case.known_threat, case.tags) == ("somebody next door", ["violence_threat"])


@pytest.mark.requirement("CALL-21")
def test_where_the_child_is_met_face_to_face_is_in_the_contact_plan_for_its_caseworker_alone(
    surroundings: Surroundings,
) -> None:
    load(surroundings, people(case_row(meeting_place="behind the learning centre, after the noon prayer")))
    people_of = Loaded(surroundings)
    code = people_of.case().code
    own = show_case(surroundings, people_of.person("CW-1"), code)
    assert own.meeting_place == "behind the learning centre, after the noon prayer"
    assert show_case(surroundings, people_of.person("SUP-1"), code).meeting_place is None


def test_a_file_that_does_not_name_them_leaves_them_and_one_that_empties_them_does(surroundings: Surroundings) -> None:
    caregiver = contact_row("caregiver", CAREGIVER_NUMBER, **WORDS)
    marked = case_row(known_threat="somebody next door", tags=["violence_threat"], contacts=[caregiver])
    load(surroundings, people(marked))
    load(surroundings, people())
    contact, case = Loaded(surroundings).contact("caregiver"), Loaded(surroundings).case()
    assert contact.stop_word == "the rice is burning"
    assert contact.line_drop_plan is LineDropPlan.WAIT_FOR_THEM
    assert contact.call_back_signal is CallBackSignal.MISSED_CALL
    assert (case.known_threat, case.tags) == ("somebody next door", ["violence_threat"])
    emptied = case_row(
        known_threat=None,
        tags=[],
        contacts=[contact_row("caregiver", CAREGIVER_NUMBER, stop_word=None, call_back_signal=None)],
    )
    load(surroundings, people(emptied))
    contact, case = Loaded(surroundings).contact("caregiver"), Loaded(surroundings).case()
    assert (contact.stop_word, contact.call_back_signal) == (None, None)
    assert contact.danger_word == "send the red shawl"
    assert (case.known_threat, case.tags) == (None, [])


def test_an_alias_is_given_once_to_a_volunteer_for_a_family(surroundings: Surroundings) -> None:
    linked = [case_row(code, volunteers=[{"code": "V-001"}]) for code in ("CX-A", "CX-B")]
    load(surroundings, people(*linked))
    before = {row.case_id: row.alias for row in rows(surroundings, VolunteerAlias)}
    assert len(set(before.values())) == 2
    load(surroundings, people(*linked))
    assert {row.case_id: row.alias for row in rows(surroundings, VolunteerAlias)} == before


def test_names_numbers_and_words_of_people_are_not_readable_in_the_database(surroundings: Surroundings) -> None:
    load(surroundings, people(case_row(contacts=[contact_row("child", CHILD_NUMBER, **WORDS)])))
    with surroundings.database.unit_of_work() as work:
        stored = "".join(
            str(work.session.execute(text(f"select array_agg(to_jsonb({table})) from {table}")).scalar())  # noqa: S608 - three names of ours
            for table in ("staff", "volunteer", "contact")
        )
    assert "CW-1" in stored
    for word in ("Name of", "hygiene", "burning", CHILD_NUMBER[1:], VOLUNTEER_NUMBER[1:]):
        assert word not in stored


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        (lambda file: file["cases"][0].update(level="immediate"), "cases.0: "),
        (lambda file: file["cases"][0].update(lvl="low"), "cases.0.lvl: "),
        (lambda file: file["cases"][0].pop("age_band"), "cases.0.age_band: "),
        (lambda file: file["cases"][0].update(cadence_preset="hourly"), "cases.0.cadence_preset: "),
        (lambda file: file["cases"][0].update(last_contact_at="2026-11-01T10:00:00"), "cases.0.last_contact_at: "),
        (lambda file: file["cases"][0].update(caseworker="CW-7"), "cases.0.caseworker: CW-7 is no staff"),
        (lambda file: file["cases"][0].update(caseworker="SUP-1"), "cases.0.caseworker: SUP-1 is no caseworker"),
        (lambda file: file["cases"][0].update(caseworker="SAFE-1"), "cases.0.caseworker: SAFE-1 is no caseworker"),
        (lambda file: file["cases"][0].update(camp="CXB-999"), "cases.0.camp: "),
        (lambda file: file["cases"][0].update(volunteers=[{"code": "V-9"}]), "cases.0.volunteers.0.code: "),
        (lambda file: file["cases"].append(case_row()), "cases: CX-TEST stands twice"),
        (lambda file: file["cases"][0].update(known_threat=""), "cases.0.known_threat: "),
        (lambda file: file["cases"][0].update(tags=["After reunification"]), "cases.0.tags.0: "),
        (
            lambda file: file["cases"][0].update(tags=["after_reunification", "at_sea"]),
            "cases.0.tags: must be of those that the script knows: after_reunification",
        ),
        (
            lambda file: file["cases"][0].update(tags=["violence_threat"] * 2),
            "cases.0.tags: name each tag once",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(line_drop_plan="shout"),
            "cases.0.contacts.0.line_drop_plan: ",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(call_back_signal="smoke"),
            "cases.0.contacts.0.call_back_signal: ",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(stop_word="x"),
            "cases.0.contacts.0.stop_word: ",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(stop_word="cold tea", danger_word="Cold tea"),
            "cases.0.contacts.0: Value error, the opening, answer, stop and danger words",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(words_changed_on="2026-11-01"),
            "cases.0.contacts.0: Value error, words_changed_on needs at least one word",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(person_of_concern=True, stop_word="cold tea"),
            "cases.0.contacts.0: Value error, no words are agreed with a person of concern",
        ),
        (
            lambda file: file["cases"][0]["contacts"].append(contact_row("child", None)),
            "cases.0.contacts: reference child stands twice",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0].update(phone_number="12345"),
            "cases.0.contacts.0.phone_number: not a telephone number",
        ),
        (
            lambda file: file["cases"][0]["contacts"][0]["safe_windows"][0].update(to="05:00"),
            "cases.0.contacts.0.safe_windows.0: ",
        ),
        (lambda file: file["staff"][0].update(team=None), "staff.0.team: a supervisor belongs to a team"),
        (lambda file: file["staff"][0].update(supervisor="NOBODY"), "staff.0.supervisor: NOBODY is no staff"),
        (lambda file: file["staff"][0].update(username="cw-1"), "staff: username cw-1 stands twice"),
        (lambda file: file["staff"][0].update(password="short"), "staff.0.password: "),
        (lambda file: file["duties"][0].update(staff="CW-7"), "duties.0.staff: CW-7 is no staff"),
        (lambda file: file["volunteers"][0].update(shared_phone=True), "volunteers.0: "),
        (lambda file: file["volunteers"][0].update(caseworker="ADM-1"), "volunteers.0.caseworker: ADM-1 is no"),
    ],
)
def test_one_fault_refuses_the_whole_file_and_says_where_it_is(
    surroundings: Surroundings, change: Change, fault: str
) -> None:
    file = people()
    change(file)
    found = faults_of(surroundings, json.dumps(file))
    assert len(found) == 1
    assert found[0].startswith(fault)
    assert set(counts(surroundings).values()) == {0}


def test_every_fault_is_named_at_once(surroundings: Surroundings) -> None:
    file = people(case_row(caseworker="CW-7", camp="CXB-999", cadence_preset="hourly"))
    file["volunteers"].append(volunteer_row("V-002", "12"))
    assert [fault.partition(":")[0] for fault in faults_of(surroundings, json.dumps(file))] == [
        "cases.0.caseworker",
        "cases.0.camp",
        "volunteers.1.phone_number",
        "cases.0.cadence_preset",
    ]


def test_a_username_that_somebody_has_already_is_a_fault(surroundings: Surroundings) -> None:
    load(surroundings, people())
    newcomer = team_file()["staff"][3] | {"code": "CW-3"}
    assert faults_of(surroundings, json.dumps({"staff": [newcomer]})) == [
        "staff.0.username: belongs to somebody else already"
    ]


@pytest.mark.parametrize(
    ("document", "fault"),
    [("{", "line 1, column 2: not JSON"), ("[]", ""), ('{"people": []}', "people: "), ("", "line 1, column 1: ")],
)
def test_what_is_no_people_file_is_refused_with_its_place(
    surroundings: Surroundings, document: str, fault: str
) -> None:
    (found,) = faults_of(surroundings, document)
    assert found.startswith(fault)


def test_a_fault_never_repeats_what_was_given(surroundings: Surroundings) -> None:
    file = people()
    file["cases"][0]["contacts"][0].update(name={"first": "Somebody"}, phone_number="+99 12 secret")
    assert "Somebody" not in str(faults_of(surroundings, json.dumps(file)))
    file["cases"][0]["contacts"][0]["name"] = "Somebody"
    assert "secret" not in str(faults_of(surroundings, json.dumps(file)))


def test_the_schema_names_every_list_and_field_of_the_file() -> None:
    schema = people_file_schema()
    assert set(schema["properties"]) == {"teams", "camps", "staff", "duties", "volunteers", "cases"}
    assert set(schema["$defs"]["WindowRow"]["properties"]) == {"weekdays", "from", "to"}
    assert set(WORDS) < set(schema["$defs"]["ContactRow"]["properties"])
    assert {"known_threat", "tags"} < set(schema["$defs"]["CaseRow"]["properties"])
