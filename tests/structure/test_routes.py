"""Closed by default: every route names its guard, and what is open or free of the CSRF token is a short list."""

import pytest
from cryptography.fernet import Fernet
from flask import Flask

from remote_cm.settings import Settings, read_settings
from remote_cm.web.app import create_app
from remote_cm.web.guards import OPEN_ENDPOINTS, OpenToAll, SignedBy, StaffPage, guard_of, open_to_all
from remote_cm.wiring import make_surroundings

SIGNED_ADDRESSES = ("/webhooks/", "/development/")


def web_settings(mode: str) -> Settings:
    return read_settings(
        {
            "REMOTE_CM_ENV": mode,
            "DATABASE_URL": "postgresql://nobody:nothing@127.0.0.1:9/none",
            "REDIS_URL": "redis://127.0.0.1:9",
            "PUBLIC_BASE_URL": "https://service.example.org",
            "SECRET_KEY": "one invented key of the tests only, 1234567890",
            "DATA_KEYS": Fernet.generate_key().decode(),
            "REMOTE_CM_INDEX_KEY": "another invented key of the tests, 0987654321",
            "TWILIO_ACCOUNT_SID": "AC" + "0123456789abcdef" * 2,
            "TWILIO_AUTH_TOKEN": "4f1c0d9b8a7e6d5c4b3a291807f6e5d4",
            "TWILIO_PHONE_NUMBER": "+12025550100",
            "REMOTE_CM_JOURNAL_DIR": "/var/lib/remote-cm/journal",
        }
    )


@pytest.fixture(params=["development", "production"])
def app(request: pytest.FixtureRequest) -> Flask:
    """The app with all its routes; nothing behind it answers."""
    settings = web_settings(request.param)
    return create_app(make_surroundings(settings), settings)


def test_every_route_names_its_guard(app: Flask) -> None:
    assert [rule.endpoint for rule in app.url_map.iter_rules() if guard_of(app, rule.endpoint) is None] == []


def test_what_is_open_is_exactly_the_short_list(app: Flask) -> None:
    assert {end for end in app.view_functions if isinstance(guard_of(app, end), OpenToAll)} == OPEN_ENDPOINTS


def test_every_staff_page_names_a_role(app: Flask) -> None:
    guards = [guard_of(app, endpoint) for endpoint in app.view_functions]
    assert all(guard.roles for guard in guards if isinstance(guard, StaffPage))


def test_only_signed_webhooks_and_the_simulators_own_addresses_do_without_a_csrf_token(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        is_signed = isinstance(guard_of(app, rule.endpoint), SignedBy)
        assert is_signed == rule.rule.startswith(SIGNED_ADDRESSES), rule.rule


def test_a_signed_address_is_asked_for_its_signature_and_every_other_form_for_its_token(app: Flask) -> None:
    client = app.test_client()
    for rule in app.url_map.iter_rules():
        if "POST" not in (rule.methods or set()) or isinstance(guard_of(app, rule.endpoint), StaffPage):
            continue
        answer = client.post(rule.rule.replace("<step>", "alert"), base_url="https://service.example.org")
        assert answer.status_code == (403 if rule.rule.startswith(SIGNED_ADDRESSES) else 400), rule.rule


def test_nothing_of_the_sign_in_library_is_served_but_our_own_pages(app: Flask) -> None:
    about_accounts = (
        "login",
        "logout",
        "regist",
        "reset",
        "recover",
        "verify",
        "confirm",
        "token",
        "tf-",
        "wan-",
        "us-",
    )
    assert not [rule.rule for rule in app.url_map.iter_rules() if any(word in rule.rule for word in about_accounts)]
    ours = {rule.rule for rule in app.url_map.iter_rules() if rule.endpoint.startswith(("sign_in.", "security."))}
    assert ours == {"/sign-in", "/sign-out"}


def test_no_route_writes_on_get_and_no_address_ends_in_a_slash(app: Flask) -> None:
    for rule in app.url_map.iter_rules():
        assert rule.rule == "/" or not rule.rule.endswith("/")
        assert not {"GET", "POST"} <= (rule.methods or set()), rule.rule


def test_a_route_without_a_guard_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "a secret")
    answer = app.test_client().get("/forgotten", base_url="https://service.example.org")
    assert answer.status_code == 404


def test_a_route_that_only_claims_to_be_open_answers_nobody(app: Flask) -> None:
    app.add_url_rule("/claimed", "claimed", open_to_all(lambda: "a secret"))
    answer = app.test_client().get("/claimed", base_url="https://service.example.org")
    assert answer.status_code == 404
