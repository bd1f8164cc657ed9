"""Tells an address outside that all is well; what is silent there is the alarm."""

import requests
import structlog

log = structlog.get_logger(__name__)

TIMEOUT_SECONDS = 5.0


class HttpHeartbeat:
    """Asks one address, once, with nothing in the request that says anything of us. The address is a secret."""

    def __init__(self, address: str, timeout_seconds: float = TIMEOUT_SECONDS) -> None:
        self._address = address
        self._timeout_seconds = timeout_seconds

    def ping(self) -> bool:
        """True when the other side took it. A failure is logged without the address, and never raised."""
        try:
            with requests.get(self._address, timeout=self._timeout_seconds, allow_redirects=False, stream=True) as said:
                is_taken = said.status_code < 300
                status = said.status_code
        except requests.RequestException as failure:
            log.warning("heartbeat_not_heard", kind=type(failure).__name__)
            return False
        if not is_taken:
            log.warning("heartbeat_not_heard", status=status)
        return is_taken
