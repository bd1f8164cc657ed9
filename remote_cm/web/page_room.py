"""Pages never take every thread of the process: a database that is frozen holds each of them for as long as it likes,
and a call that is answered meanwhile waits for nobody.
"""

import threading

from flask import Flask, g, request
from werkzeug.exceptions import ServiceUnavailable

#: Half of the threads that a web process is started with.
MOST_AT_ONCE = 8
PATIENCE_SECONDS = 0.5

_ASK_NO_DATABASE = frozenset({"operations.healthz", "static_files.file"})
_WEBHOOKS = "/webhooks/"


def set_up_page_room(app: Flask, most_at_once: int = MOST_AT_ONCE, patience_seconds: float = PATIENCE_SECONDS) -> None:
    """Let so many requests for pages run at a time; another waits for a moment and is then asked to come again."""
    room = threading.BoundedSemaphore(most_at_once)

    @app.before_request
    def enter() -> None:
        if request.path.startswith(_WEBHOOKS) or request.endpoint in _ASK_NO_DATABASE:
            return
        if not room.acquire(timeout=patience_seconds):
            raise ServiceUnavailable
        g.has_page_room = True

    @app.teardown_request
    def leave(_: BaseException | None) -> None:
        if g.pop("has_page_room", False):
            room.release()
