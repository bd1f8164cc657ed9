"""The variables that the processes of a local stack run with, and how a command in another terminal finds them."""

from collections.abc import Mapping
from pathlib import Path

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.local_stack.data_folder import known_data_folder, wanted_data_folder
from remote_cm.local_stack.secrets_file import StackSecrets, read_variables, write_variables

JOURNAL_DIR = "REMOTE_CM_JOURNAL_DIR"
OWNER_URL = "REMOTE_CM_OWNER_DATABASE_URL"

_DEMO_PHONE_NUMBER = "+12025550100"
_DEMO_OPERATORS_PHONE = "+16175550190"
_FILE = "environment.env"
_OF_THE_SERVICE_ALONE = frozenset(
    {"DATABASE_URL", OWNER_URL, "REDIS_URL", "SECRET_KEY", "DATA_KEYS", "REMOTE_CM_INDEX_KEY"}
)
_OF_THE_SETTINGS = (
    "SECRET_KEY",
    "DATA_KEYS",
    "REMOTE_CM_INDEX_KEY",
    "REMOTE_CM_DEMO_PASSWORD",
    "TWILIO_ACCOUNT_SID",
    "TWILIO_AUTH_TOKEN",
)


def read_port(environ: Mapping[str, str], variable: str, default: int) -> int:
    """A port number from the environment. Raises BadInput when it is none."""
    word = environ.get(variable, "").strip() or str(default)
    if not word.isdecimal() or not 0 < int(word) < 2**16:
        raise BadInput(Fault(variable, "is wrong: give a port number from 1 to 65535"))
    return int(word)


def service_environment(
    environ: Mapping[str, str], secrets: StackSecrets, servers: Mapping[str, str], *, port: int, simulator_port: int
) -> dict[str, str]:
    """What the service's own processes get: what was given wins over what is made up here.

    ``servers`` names where the stack keeps what lasts: its servers and its journal.
    """
    simulator = f"http://127.0.0.1:{simulator_port}"
    kept = secrets.as_variables()
    made = {
        "REMOTE_CM_ENV": "development",
        "PUBLIC_BASE_URL": f"http://127.0.0.1:{port}",
        "TWILIO_API_BASE_URL": simulator,
        "TWILIO_PHONE_NUMBER": _DEMO_PHONE_NUMBER,
        "EMERGENCY_PHONE_NUMBERS": _DEMO_OPERATORS_PHONE,
        "REMOTE_CM_SIMULATOR_URL": simulator,
        "PORT": str(port),
        "SIMULATOR_PORT": str(simulator_port),
        "PYTHONUNBUFFERED": "1",
        **{name: kept[name] for name in _OF_THE_SETTINGS},
        **servers,
    }
    return {**environ, **made, **{name: value for name, value in environ.items() if value.strip()}}


def servers_given(environ: Mapping[str, str]) -> dict[str, str]:
    """The addresses of servers that the environment names; where no owner is named, the one role has to do for both."""
    named = {name: environ.get(name, "").strip() for name in ("DATABASE_URL", OWNER_URL, "REDIS_URL")}
    if named["DATABASE_URL"] and not named[OWNER_URL]:
        named[OWNER_URL] = named["DATABASE_URL"]
    return {name: value for name, value in named.items() if value}


def without_owner(environ: Mapping[str, str]) -> dict[str, str]:
    """For all but migrations: nobody else gets the owner's password."""
    return {name: value for name, value in environ.items() if name != OWNER_URL}


def simulator_environment(environ: Mapping[str, str]) -> dict[str, str]:
    """For the phone simulator, which stands for the outside world and is told none of the service's secrets."""
    return {name: value for name, value in environ.items() if name not in _OF_THE_SERVICE_ALONE}


def publish_environment(data: Path, environ: Mapping[str, str], given: Mapping[str, str]) -> None:
    """Note, for the owner's eyes only, what this stack runs with, so that commands beside it can join."""
    write_variables(data / _FILE, {name: value for name, value in environ.items() if given.get(name) != value})


def withdraw_environment(data: Path) -> None:
    """The stack is down: nobody can join it."""
    (data / _FILE).unlink(missing_ok=True)


def with_running_stack(environ: Mapping[str, str]) -> dict[str, str]:
    """This environment, completed by that of the local stack that runs now.

    For commands typed in another terminal. Unchanged in production, when a database is named, or when none runs.
    """
    if environ.get("DATABASE_URL", "").strip() or environ.get("REMOTE_CM_ENV", "").strip() == "production":
        return dict(environ)
    try:
        published = read_variables(known_data_folder(wanted_data_folder(environ)) / _FILE)
    except (OSError, ValueError):
        return dict(environ)
    return {**published, **{name: value for name, value in environ.items() if value.strip()}}
