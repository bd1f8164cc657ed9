"""Signing in and out: who gets in, what a stranger can learn, and how a session ends."""

import time
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.operations import AuditEntry
from remote_cm.storage.tables.people import Staff
from remote_cm.web.app import create_app
from remote_cm.web.guards import LONGEST_SESSION_SECONDS, SIGNED_IN_AT
from tests.web.visitor import PASSWORD, TOKEN, Visitor, add_staff


def audit_rows(around: Surroundings) -> Sequence[AuditEntry]:
    with around.database.unit_of_work() as work:
        return work.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all()


def change_staff(around: Surroundings, **values: Any) -> None:
    with around.database.unit_of_work() as work:
        staff = work.session.scalars(select(Staff)).one()
        for name, value in values.items():
            setattr(staff, name, value)
        work.commit()


def test_the_right_password_opens_the_first_page(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    answer = visitor.sign_in("anika")
    assert answer.status_code == 303
    assert visitor.get("/no-page-yet").status_code == 200


def test_the_name_is_taken_in_any_case(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    assert visitor.sign_in(" Anika ").status_code == 303


def test_a_password_typed_with_other_code_points_for_the_same_letters_opens(
    surroundings: Surroundings, visitor: Visitor
) -> None:
    add_staff(surroundings, password="caf\u00e9 au lait, toujours")
    assert visitor.sign_in("anika", "cafe\u0301 au lait, toujours").status_code == 303


def test_every_refusal_reads_the_same(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    add_staff(surroundings, "gone", is_active=False)
    add_staff(surroundings, "never-set", password=None)
    pages = set()
    tried = [("anika", "a wrong password"), ("nobody", PASSWORD), ("gone", PASSWORD), ("never-set", PASSWORD), ("", "")]
    for username, password in tried:
        answer = visitor.sign_in(username, password)
        assert answer.status_code == 401
        assert visitor.get("/no-page-yet").status_code == 303
        pages.add(TOKEN.sub("", answer.text).replace(f'value="{username}"', 'value=""'))
    assert len(pages) == 1
    assert "do not fit together" in pages.pop()


@pytest.mark.parametrize("password", ["\x00", "x" * 5000, PASSWORD + "\x00" + "y" * 2000])
def test_a_strange_password_is_refused_and_not_an_error(
    surroundings: Surroundings, visitor: Visitor, password: str
) -> None:
    add_staff(surroundings)
    assert visitor.sign_in("anika", password).status_code == 401
    assert visitor.sign_in("anika\x00", PASSWORD).status_code == 401


def test_a_refusal_keeps_the_name_that_was_typed_and_not_the_password(visitor: Visitor) -> None:
    answer = visitor.sign_in('an"ika', "a secret thing")
    assert 'value="an&#34;ika"' in answer.text
    assert "a secret thing" not in answer.text


def test_signing_in_and_out_and_refusals_leave_audit_rows_without_what_was_typed(
    surroundings: Surroundings, visitor: Visitor
) -> None:
    staff_id = add_staff(surroundings)
    visitor.sign_in("anika", "wrong")
    visitor.sign_in("my password by mistake", "wrong")
    visitor.sign_in("anika")
    visitor.post("/sign-out", "/no-page-yet")
    rows = audit_rows(surroundings)
    assert [(row.act, row.actor_id, row.subject_id) for row in rows] == [
        ("staff:sign_in_refused", None, staff_id),
        ("staff:sign_in_refused", None, None),
        ("staff:signed_in", staff_id, staff_id),
        ("staff:signed_out", staff_id, staff_id),
    ]
    assert all(row.detail == {} for row in rows)


def test_who_signed_out_is_out(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    assert visitor.post("/sign-out", "/no-page-yet").status_code == 303
    assert visitor.get("/no-page-yet").status_code == 303


def test_signing_out_by_a_link_does_not_work(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    assert visitor.get("/sign-out").status_code == 404
    assert visitor.get("/no-page-yet").status_code == 200


def test_the_page_that_was_asked_for_follows_the_sign_in(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    assert visitor.get("/no-page-yet").headers["Location"] == "/sign-in"
    assert visitor.sign_in("anika").headers["Location"] == "/no-page-yet"


def test_who_is_signed_in_already_is_led_home(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    assert visitor.get("/sign-in").headers["Location"] == "/"


@pytest.mark.parametrize("role", list(StaffRole))
def test_every_role_finds_a_page_behind_the_bare_address(
    surroundings: Surroundings, visitor: Visitor, role: StaffRole
) -> None:
    add_staff(surroundings, role=role)
    visitor.sign_in("anika")
    first = visitor.get("/").headers["Location"]
    assert visitor.get(first).status_code == 200


@pytest.mark.parametrize("change", [{"is_active": False}, {"session_mark": "another"}])
def test_who_leaves_is_out_at_the_next_step(
    surroundings: Surroundings, visitor: Visitor, change: dict[str, Any]
) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    change_staff(surroundings, **change)
    assert visitor.get("/no-page-yet").headers["Location"] == "/sign-in"


@pytest.mark.parametrize(("seconds_left", "status"), [(60, 200), (-1, 303)])
def test_a_sign_in_ends_after_a_working_day(
    surroundings: Surroundings, visitor: Visitor, seconds_left: int, status: int
) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    with visitor.client.session_transaction() as session:
        session[SIGNED_IN_AT] = time.time() - LONGEST_SESSION_SECONDS + seconds_left
    assert visitor.get("/no-page-yet").status_code == status


def test_an_unused_session_ends_by_itself(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    visitor.sign_in("anika")
    cookie = visitor.client.get_cookie("session")
    assert cookie is not None
    assert cookie.expires is not None
    assert 0 < cookie.expires.timestamp() - time.time() <= 3600


def test_a_form_that_is_sent_after_the_sessions_end_is_told_so(visitor: Visitor) -> None:
    answer = visitor.client.post("/sign-out")
    assert answer.status_code == 401
    assert "not saved" in answer.text


def test_a_script_that_refreshes_a_page_is_told_and_not_led_to_the_sign_in(visitor: Visitor) -> None:
    answer = visitor.client.get("/no-page-yet", headers={"Sec-Fetch-Mode": "cors"})
    assert answer.status_code == 401


def test_a_session_from_before_the_sign_in_does_not_live_on(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    visitor.get("/sign-in")
    with visitor.client.session_transaction() as session:
        before = session["csrf_token"]
    visitor.sign_in("anika")
    with visitor.client.session_transaction() as session:
        assert session.get("csrf_token") != before


def test_a_form_without_the_pages_token_is_refused(surroundings: Surroundings, visitor: Visitor) -> None:
    add_staff(surroundings)
    answer = visitor.client.post("/sign-in", data={"username": "anika", "password": PASSWORD})
    assert answer.status_code == 400
    assert visitor.get("/no-page-yet").status_code == 303


def test_a_token_of_the_library_in_an_address_opens_nothing(
    app: Flask, surroundings: Surroundings, visitor: Visitor
) -> None:
    add_staff(surroundings)
    with app.test_request_context():
        token = app.extensions["security"].datastore.find_user(username="anika").get_auth_token()
    assert visitor.get(f"/no-page-yet?auth_token={token}").status_code == 303
    assert visitor.client.get("/no-page-yet", headers={"Authentication-Token": token}).status_code == 303


def test_in_production_the_cookie_goes_over_https_only_and_forms_need_no_referer(
    surroundings: Surroundings, production_settings: Settings
) -> None:
    add_staff(surroundings)
    client = create_app(surroundings, production_settings).test_client()
    here = "https://service.example.org"
    page = client.get("/sign-in", base_url=here)
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-session=")
    assert all(mark in cookie for mark in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    token = page.text.split('name="csrf_token" value="')[1].split('"')[0]
    fields = {"csrf_token": token, "username": "anika", "password": PASSWORD}
    assert client.post("/sign-in", base_url=here, data=fields).status_code == 303
