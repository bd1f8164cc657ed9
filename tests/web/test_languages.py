"""Times are those of the programme's clock, and a page is in one language."""

from datetime import UTC, date, datetime

import pytest
from flask import Flask

from remote_cm.web.languages import clock_time, date_only, day, day_and_time, number
from tests.web.visitor import Visitor

LATE_ON_SATURDAY_IN_LONDON = datetime(2026, 11, 21, 22, 47, tzinfo=UTC)


def test_times_and_days_are_those_of_the_programmes_zone(away_app: Flask) -> None:
    with away_app.test_request_context():
        assert clock_time(LATE_ON_SATURDAY_IN_LONDON) == "04:47"
        assert day(LATE_ON_SATURDAY_IN_LONDON) == "Sun 22 Nov"
        assert day_and_time(LATE_ON_SATURDAY_IN_LONDON) == "Sun 22 Nov, 04:47"
        assert date_only(date(2026, 11, 22)) == "Sun 22 Nov 2026"
        assert number(12500) == "12,500"


@pytest.mark.parametrize("asked", ["en", "fr", "bn-BD", ""])
def test_a_language_without_a_catalogue_is_not_half_used(away_visitor: Visitor, asked: str) -> None:
    page = away_visitor.client.get("/sign-in", headers={"Accept-Language": asked})
    assert '<html lang="en">' in page.text
