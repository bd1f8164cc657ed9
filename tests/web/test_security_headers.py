"""What every answer carries, errors included."""

import pytest
from flask import Flask

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web.app import create_app
from remote_cm.web.security_headers import HEADERS
from tests.web.visitor import Visitor


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("GET", "/sign-in"),
        ("GET", "/nowhere"),
        ("GET", "/"),
        ("POST", "/sign-in"),
        ("GET", "/healthz"),
        ("GET", "/readyz"),
        ("POST", "/webhooks/twilio/sms"),
        ("GET", "/webhooks/twilio/sms"),
    ],
)
def test_every_answer_has_every_header_and_is_kept_by_nobody(away_app: Flask, method: str, address: str) -> None:
    answer = away_app.test_client().open(address, method=method)
    assert {name: answer.headers.get(name) for name in HEADERS} == HEADERS
    assert answer.headers.getlist("Cache-Control") == ["no-store"]
    assert "Strict-Transport-Security" not in answer.headers


def test_the_policy_begins_with_nothing_and_never_allows_inline_code() -> None:
    policy = HEADERS["Content-Security-Policy"]
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "*" not in policy


def test_production_is_https_for_a_year(away: Surroundings, production_settings: Settings) -> None:
    client = create_app(away, production_settings).test_client()
    answer = client.get("/sign-in", base_url="https://service.example.org")
    assert answer.headers["Strict-Transport-Security"].startswith("max-age=31536000")


@pytest.mark.parametrize("host", ["evil.example.net", "service.example.org.evil.net", "localhost"])
def test_in_production_no_other_name_is_answered(away: Surroundings, production_settings: Settings, host: str) -> None:
    client = create_app(away, production_settings).test_client()
    assert client.get("/sign-in", base_url=f"https://{host}").status_code == 400
    assert client.get("/healthz", base_url=f"https://{host}").status_code == 200


@pytest.mark.parametrize("host", ["127.0.0.1:8000", "localhost:8000", "localhost"])
def test_on_a_laptop_this_machine_is_answered(away_visitor: Visitor, host: str) -> None:
    assert away_visitor.client.get("/sign-in", base_url=f"http://{host}").status_code == 200
    assert away_visitor.client.get("/sign-in", base_url="http://evil.example.net").status_code == 400
