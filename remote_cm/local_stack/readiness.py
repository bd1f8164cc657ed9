"""Whether the service says that it is ready, with a line now and then while it is not."""

import http.client
import time

from remote_cm.local_stack.supervisor import Say

_ASK_SECONDS = 5.0
_TELL_EVERY_SECONDS = 5.0


class Readiness:
    """Asks `/readyz` each time it is called; True once the answer is 200."""

    def __init__(self, port: int, say: Say) -> None:
        self._port = port
        self._say = say
        self._began = self._told = time.monotonic()

    def __call__(self) -> bool:
        """Ask once."""
        answer = self._ask()
        now = time.monotonic()
        if answer != "200" and now - self._told > _TELL_EVERY_SECONDS:
            self._told = now
            self._say(f"waiting for /readyz, for {now - self._began:.0f} s now: {answer}")
        return answer == "200"

    def _ask(self) -> str:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=_ASK_SECONDS)
        try:
            connection.request("GET", "/readyz")
            response = connection.getresponse()
            body = " ".join(response.read(500).decode(errors="replace").split())
        except (OSError, http.client.HTTPException) as silent:
            return type(silent).__name__
        finally:
            connection.close()
        return "200" if response.status == http.HTTPStatus.OK else f"{response.status} {body}"
