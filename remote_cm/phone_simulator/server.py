"""The HTTP server of the simulator: a thread a request, and no access log, since addresses hold numbers."""

from flask import Flask
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server


class QuietRequestHandler(WSGIRequestHandler):
    """Logs nothing, and closes at once when an answer cannot be sent."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class calls it so
        """Write nothing: a path may hold a number, and a traceback a text."""

    def connection_dropped(self, error: BaseException, environ: object = None) -> None:  # noqa: ARG002 - as above
        """Close instead of waiting for another request on the same connection."""
        self.close_connection = True


def make_simulator_server(app: Flask, host: str, port: int) -> BaseWSGIServer:
    """A server that listens already; ``port`` 0 takes a free one. Run it with ``serve_forever``."""
    return make_server(host, port, app, threaded=True, request_handler=QuietRequestHandler)
