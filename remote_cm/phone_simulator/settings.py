"""What the simulator is told by its environment, read once; it refuses to stand in for Twilio in production."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


class RefusedToStart(Exception):
    """The environment does not allow a start; the message is one line for the operator and names the variable."""


@dataclass(frozen=True)
class SimulatorSettings:
    """Who the simulated account is, and where the service that it serves is found.

    ``public_base_url`` has no slash at its end. ``calls_per_second`` is the limit that a new Twilio account has.
    """

    account_sid: str
    auth_token: str
    phone_number: str
    public_base_url: str = "http://127.0.0.1:8000"
    bind_host: str = "127.0.0.1"
    port: int = 8010
    timezone: str = "Asia/Dhaka"
    calls_per_second: float = 1.0


def read_settings(environ: Mapping[str, str]) -> SimulatorSettings:
    """Read the settings out of ``environ``. Raises RefusedToStart for production, or for a missing or bad value."""
    if environ.get("REMOTE_CM_ENV", "").strip().lower() == "production":
        raise RefusedToStart("REMOTE_CM_ENV is production: the phone simulator is for development and tests only.")
    return SimulatorSettings(
        account_sid=_required(environ, "TWILIO_ACCOUNT_SID"),
        auth_token=_required(environ, "TWILIO_AUTH_TOKEN"),
        phone_number=_required(environ, "TWILIO_PHONE_NUMBER"),
        public_base_url=_base_url(environ.get("PUBLIC_BASE_URL") or "http://127.0.0.1:8000"),
        bind_host=environ.get("REMOTE_CM_BIND_HOST") or "127.0.0.1",
        port=_port(environ.get("SIMULATOR_PORT") or "8010"),
        timezone=_zone(environ.get("TIMEZONE") or "Asia/Dhaka"),
    )


def _required(environ: Mapping[str, str], name: str) -> str:
    value = environ.get(name, "").strip()
    if not value:
        raise RefusedToStart(f"{name} is missing: give the simulator the same value as the service.")
    return value


def _base_url(text: str) -> str:
    parts = urlsplit(text)
    if parts.scheme not in ("http", "https") or not parts.netloc:
        raise RefusedToStart("PUBLIC_BASE_URL must be an address that begins with http:// or https://.")
    return text.rstrip("/")


def _port(text: str) -> int:
    if not text.isascii() or not text.isdigit() or not 0 <= int(text) <= 65535:
        raise RefusedToStart("SIMULATOR_PORT must be a number from 0 to 65535.")
    return int(text)


def _zone(text: str) -> str:
    try:
        ZoneInfo(text)
    except (KeyError, ValueError, OSError):
        raise RefusedToStart("TIMEZONE must be the name of a time zone, such as Asia/Dhaka.") from None
    return text
