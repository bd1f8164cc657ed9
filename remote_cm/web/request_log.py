"""One log line a request, by an id that the answer carries too: which route, what status, how long; no address."""

import time
import uuid

import structlog
from flask import Flask, Response, g, request

from remote_cm.web.request_context import remember_request_id, request_id

log = structlog.get_logger(__name__)

REQUEST_ID_HEADER = "X-Request-Id"

ASKED_BY_MACHINES = frozenset({"operations.healthz", "operations.readyz", "operations.metrics"})
"""Asked every few seconds for ever: a line for each would bury what somebody may have to look for."""


def set_up_request_log(app: Flask) -> None:
    """Give every request its id before anything else sees it. An id that a caller sends is not taken over."""

    @app.before_request
    def begin() -> None:
        remember_request_id(str(uuid.uuid4()))
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=request_id())

    @app.after_request
    def end(response: Response) -> Response:
        response.headers[REQUEST_ID_HEADER] = request_id()
        if request.endpoint in ASKED_BY_MACHINES:
            return response
        log.info(
            "request",
            method=request.method,
            # The rule and not the address: an address names a case.
            route=str(request.url_rule) if request.url_rule else None,
            status=response.status_code,
            milliseconds=round((time.perf_counter() - g.began) * 1000),
        )
        return response
