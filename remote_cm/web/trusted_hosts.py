"""Under which name we answer: the one of ``PUBLIC_BASE_URL`` and, outside production, this machine's own."""

from urllib.parse import urlsplit

from flask import Flask, request
from werkzeug.exceptions import SecurityError
from werkzeug.sansio.utils import host_is_trusted

THIS_MACHINE = ("localhost", "127.0.0.1")

ASKED_BY_ADDRESS = frozenset({"operations.healthz", "operations.readyz", "operations.metrics"})
"""Machines that watch us know our address and not our name; these answers hold no link and nobody's data."""


def set_up_trusted_hosts(app: Flask, public_base_url: str, *, is_production: bool) -> None:
    """Refuse a request that calls us by another name: links made for a wrong name would lead people away."""
    trusted = (urlsplit(public_base_url).hostname or "", *(() if is_production else THIS_MACHINE))

    @app.before_request
    def refuse_other_names() -> None:
        if request.endpoint not in ASKED_BY_ADDRESS and not host_is_trusted(request.host, trusted):
            raise SecurityError("called by another name")
