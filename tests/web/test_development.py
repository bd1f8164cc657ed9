"""What the phone simulator may ask, signed, and never in production."""

import pytest
from flask import Flask

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web.app import create_app
from tests.web.signed import SignedClient


@pytest.fixture
def simulator(app: Flask, settings: Settings) -> SignedClient:
    """The phone simulator."""
    return SignedClient(app.test_client(), settings)


def test_the_clock_moves_by_what_is_asked_and_adds_up(simulator: SignedClient) -> None:
    assert simulator.post("/development/clock", advance_seconds="3600").json == {"offset_seconds": 3600}
    assert simulator.post("/development/clock", advance_seconds="60").json == {"offset_seconds": 3660}


@pytest.mark.parametrize("typed", ["0", "-60", "soon", "", "99999999999"])
def test_the_clock_never_goes_back_or_far(simulator: SignedClient, typed: str) -> None:
    answer = simulator.post("/development/clock", advance_seconds=typed)
    assert answer.status_code == 400
    assert answer.json is not None
    assert "advance_seconds" in answer.json["error"]


def test_the_handsets_are_a_list(simulator: SignedClient) -> None:
    assert simulator.get("/development/handsets").json == []


@pytest.mark.parametrize(("method", "address"), [("POST", "/development/clock"), ("GET", "/development/handsets")])
def test_without_a_signature_nobody_is_heard(away_app: Flask, method: str, address: str) -> None:
    assert away_app.test_client().open(address, method=method).status_code == 403


def test_in_production_none_of_it_exists(away: Surroundings, production_settings: Settings) -> None:
    app = create_app(away, production_settings)
    assert not [rule for rule in app.url_map.iter_rules() if rule.rule.startswith("/development")]
