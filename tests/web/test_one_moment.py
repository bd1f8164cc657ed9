"""One request is one moment: what is written together carries one time."""

from dataclasses import replace

from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web.app import create_app
from remote_cm.web.request_context import surroundings as of_this_request
from tests.frozen_clock import RestlessClock


def test_time_stands_still_within_a_request_and_passes_between_two(
    surroundings: Surroundings, settings: Settings
) -> None:
    app = create_app(replace(surroundings, clock=RestlessClock()), settings)
    with app.test_request_context():
        first = of_this_request().now()
        assert of_this_request().now() == first
    with app.test_request_context():
        assert of_this_request().now() > first
