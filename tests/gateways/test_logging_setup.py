"""Log lines are JSON and tell neither a number nor a name, whatever went wrong."""

import io
import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog

from remote_cm.gateways.logging_setup import set_up_logging


@pytest.fixture
def written() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    handlers, level = root.handlers, root.level
    stream = io.StringIO()
    set_up_logging(stream)
    yield stream
    root.handlers = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines_of(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


def test_a_line_is_one_json_object_with_its_time_and_what_is_bound(written: io.StringIO) -> None:
    with structlog.contextvars.bound_contextvars(request_id="an id"):
        structlog.get_logger("remote_cm.somewhere").info("text_sent", parts=2)
    (line,) = lines_of(written)
    assert line["event"] == "text_sent"
    assert line["parts"] == 2
    assert line["request_id"] == "an id"
    assert line["timestamp"].endswith("Z")


def test_of_a_failure_only_its_kinds_and_places_are_written(written: io.StringIO) -> None:
    try:
        try:
            raise KeyError("Rahima +12025550123")
        except KeyError as inner:
            raise ValueError("a child named Rahima") from inner
    except ValueError:
        structlog.get_logger("remote_cm.somewhere").exception("job_failed")
    (line,) = lines_of(written)
    assert [link["kind"] for link in line["failure"]] == ["builtins.ValueError", "builtins.KeyError"]
    assert "test_logging_setup.py" in line["failure"][0]["places"][0]
    assert "Rahima" not in written.getvalue()
    assert "2025550123" not in written.getvalue()


@pytest.mark.parametrize("number", ["+12025550123", "01712345678", "+880 1712 345678"])
def test_a_number_in_a_line_of_a_library_is_struck_out(written: io.StringIO, number: str) -> None:
    logging.getLogger("some.library").warning("could not reach %s", number)
    (line,) = lines_of(written)
    assert line["event"] == "could not reach [digits]"


def test_ids_of_ours_stay_readable(written: io.StringIO) -> None:
    row_id = "12345678-1234-4234-8234-123456789012"
    structlog.get_logger("remote_cm.somewhere").info("job_done", row_id=row_id)
    assert lines_of(written)[0]["row_id"] == row_id


def test_what_libraries_say_in_passing_is_left_out(written: io.StringIO) -> None:
    logging.getLogger("twilio.http_client").info("-- request --")
    assert lines_of(written) == []
