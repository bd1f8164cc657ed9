"""What a log line looks like and what never stands in one: JSON, with no number, no name and no value of a failure.

Lines of our own are events with codes and counts. Those of libraries are not ours to trust, so they begin at *warning*,
long digits in any line are struck out, and of an exception only its kind and its places in the code are kept: its
sentence may quote a parameter, and a parameter may be a child's name.
"""

import logging
import re
import sys
import traceback
from collections.abc import Mapping, MutableMapping
from typing import Any

import structlog

OUR_PACKAGES = ("remote_cm", "workers", "gunicorn.error")
LONG_DIGITS = re.compile(r"(?<![\w-])\+?\d[\d ]{5,18}\d(?![\w-])")
STRUCK_OUT = "[digits]"

EventDict = MutableMapping[str, Any]


def set_up_logging(stream: Any = None) -> None:
    """Send every line of this process to ``stream`` (standard error) as JSON; doing so twice changes nothing."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        keep_places_of_failure,
        strike_out_long_digits,
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[structlog.stdlib.ExtraAdder(allow=()), *shared],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.JSONRenderer(ensure_ascii=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.WARNING)
    for name in OUR_PACKAGES:
        logging.getLogger(name).setLevel(logging.INFO)


def keep_places_of_failure(logger: Any, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's form
    """Replace an exception by the kinds of it and its causes, and the lines of code it went through."""
    given = event.pop("exc_info", None)
    if not given:
        return event
    failure = _exception_of(given)
    if failure is not None:
        event["failure"] = [_describe(link) for link in _chain(failure)]
    return event


def strike_out_long_digits(logger: Any, name: str, event: EventDict) -> EventDict:  # noqa: ARG001 - structlog's form
    """Strike out whatever is long enough to be a phone number; times and ids of ours do not look like one."""
    for key, value in event.items():
        if isinstance(value, str) and key != "timestamp":
            event[key] = LONG_DIGITS.sub(STRUCK_OUT, value)
    return event


def _exception_of(given: Any) -> BaseException | None:
    if isinstance(given, BaseException):
        return given
    found = given[1] if isinstance(given, tuple) else sys.exc_info()[1]
    return found if isinstance(found, BaseException) else None


def _chain(failure: BaseException) -> list[BaseException]:
    links: list[BaseException] = []
    link: BaseException | None = failure
    while link is not None and link not in links:
        links.append(link)
        link = link.__cause__ or link.__context__
    return links


def _describe(failure: BaseException) -> Mapping[str, Any]:
    kind = type(failure)
    places = [f"{frame.name} {frame.filename.rpartition('/')[2]}:{frame.lineno}" for frame in _frames(failure)]
    return {"kind": f"{kind.__module__}.{kind.__qualname__}", "places": places}


def _frames(failure: BaseException) -> traceback.StackSummary:
    return traceback.extract_tb(failure.__traceback__)
