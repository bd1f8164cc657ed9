"""After a whole story: no name, number or spoken word in logs, Redis, metrics, addresses or, in clear, the database."""

from datetime import UTC, datetime
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import pytest
import redis
import requests
from sqlalchemy import create_engine, inspect, text

from remote_cm.local_stack.environment import with_running_stack
from remote_cm.services.demo_people import demo_people
from tests.journeys import staff
from tests.journeys.conftest import Desk, RunningService

SPOKEN = "a word that only the child has said"
TEXTED = "9 come to the big tamarind tree"


def _secrets_of_people() -> set[str]:
    """Every number and every name of the demo, and what was said and texted."""
    people = demo_people(datetime.now(UTC), ZoneInfo("Asia/Dhaka"), "-")
    rows = [
        *people["staff"],
        *people["volunteers"],
        *(contact for case in people["cases"] for contact in case["contacts"]),
    ]
    numbers = {row["phone_number"] for row in rows if row["phone_number"]}
    return numbers | {number.removeprefix("+") for number in numbers} | {SPOKEN, TEXTED}


def _names() -> set[str]:
    people = demo_people(datetime.now(UTC), ZoneInfo("Asia/Dhaka"), "-")
    rows = [*people["staff"], *(contact for case in people["cases"] for contact in case["contacts"])]
    return {row["name"] for row in rows}


@pytest.mark.requirement("N31", "DATA-01")
def test_a_whole_story_leaves_no_trace_of_anybody_outside_the_encrypted_columns(
    service: RunningService, desk: Desk
) -> None:
    """A text, an alert, a call with a note, a look at every page; then everything that was left behind is searched."""
    volunteer = service.simulator.handset("V-003")
    volunteer.texts(TEXTED)
    page = desk.sign_in("cw-02")
    visited = [page.url]
    page.on("framenavigated", lambda frame: visited.append(frame.url))
    staff.opens_the_first_call(page)
    staff.makes_sure_and_rings(page)
    staff.is_answered(page)
    staff.goes_through_the_opening(page)
    page.get_by_text("Notes: said, heard, my view").click()
    page.get_by_label("Said: in their words").fill(SPOKEN)
    staff.answers(page, "Orange")
    for path in ("/alerts", "/cases", "/inbox", "/volunteers"):
        page.goto(path)

    hidden = _secrets_of_people()
    environ = with_running_stack({"REMOTE_CM_DATA_DIR": str(service.data)})
    left = {
        "the log": (service.data / "output.log").read_text(errors="replace"),
        "Redis": _everything_in_redis(environ["REDIS_URL"]),
        "the metrics": requests.get(f"{service.address}/metrics", timeout=10).text,
        "the readiness": requests.get(f"{service.address}/readyz", timeout=10).text,
        "the addresses": "\n".join(urlsplit(address).path + urlsplit(address).query for address in visited),
        "the database": _everything_in_the_database(environ["DATABASE_URL"]),
    }
    found = {place: sorted(secret for secret in hidden if secret in words) for place, words in left.items()}
    assert found == {key: [] for key in left}
    assert not {name for name in _names() if name in left["the database"] or name in left["the log"]}
    assert len(left["the database"]) > 10_000, "the search looked at something"


def _everything_in_redis(address: str) -> str:
    client = redis.Redis.from_url(address)
    dumped = [key + b" " + (client.dump(key) or b"") for key in client.scan_iter()]
    client.close()
    return b"\n".join(dumped).decode(errors="replace")


def _everything_in_the_database(address: str) -> str:
    engine = create_engine(address)
    with engine.connect() as connection:
        rows = [
            row
            for table in inspect(engine).get_table_names()
            for row in connection.execute(text(f'select "{table}"::text from "{table}"')).scalars()  # noqa: S608 - our tables
        ]
    engine.dispose()
    return "\n".join(rows)
