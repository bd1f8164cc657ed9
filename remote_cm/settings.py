"""What the service is told by its environment: read once, checked whole, and refused when it is wrong or unsafe.

Design section 6 lists the variables. A fault names its variable and what would be right, never the value given.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Annotated
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from cryptography.fernet import Fernet
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, ValidationError

from remote_cm.domain.refusal import BadInput, Fault


class RunMode(StrEnum):
    """What this process is for; only production refuses what is merely unsafe."""

    DEVELOPMENT = "development"
    TEST = "test"
    PRODUCTION = "production"


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything the environment says. Secrets, and addresses that carry a password, are never in its ``repr``."""

    env: RunMode
    database_url: str = field(repr=False)
    """The application role: owns nothing, cannot pass row-level security."""
    owner_database_url: str | None = field(repr=False)
    """The role that owns the tables; given to migrations only."""
    redis_url: str = field(repr=False)
    public_base_url: str
    """Where staff and the provider reach us, without a slash at the end."""
    secret_key: str = field(repr=False)
    data_keys: tuple[str, ...] = field(repr=False)
    """Fernet keys, newest first: the first writes, all read."""
    index_key: str = field(repr=False)
    """Key of the blind indexes; apart from the data keys, so that changing these loses no match."""
    phone_region: str
    timezone: ZoneInfo
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    twilio_phone_number: str
    twilio_api_base_url: str | None
    """Another address than the provider's own: the phone simulator's."""
    emergency_phone_numbers: tuple[str, ...] = field(repr=False)
    """Who is told when the database is down."""
    heartbeat_url: str | None = field(repr=False)
    """An address outside that sounds an alarm when it is not asked for a while; whoever knows it can silence it."""
    journal_dir: Path
    """Where what comes in is kept while the database is away; on a disk that outlives the process."""
    scripts_dir: Path | None
    demo_password: str | None = field(repr=False)
    simulator_url: str | None
    """Where the phone simulator's handsets are shown; for the pages of development."""

    @property
    def is_production(self) -> bool:
        """Whether real people are on the other end."""
        return self.env is RunMode.PRODUCTION


def read_settings(environ: Mapping[str, str]) -> Settings:
    """The settings that this environment gives; blank variables count as missing.

    Raises BadInput with one fault for each variable that is missing, misread or, in production, unsafe.
    """
    given = {name: value.strip() for name, value in environ.items() if value.strip()}
    faults: dict[str, Fault] = {}
    environment = None
    try:
        environment = _Environment.model_validate(given)
    except ValidationError as wrong:
        faults.update(_faults_by_variable(wrong))
    if _means_production(given):
        for fault in _unsafe_in_production(given):
            faults.setdefault(fault.where, fault)
    if environment is None or faults:
        raise BadInput(*faults.values())
    return Settings(**{name: getattr(environment, name) for name in type(environment).model_fields})


def _means_production(given: Mapping[str, str]) -> bool:
    # An unknown word is held to the strict rules, so that a slip of the pen never opens what production closes.
    return given.get("REMOTE_CM_ENV", RunMode.DEVELOPMENT) not in {RunMode.DEVELOPMENT, RunMode.TEST}


def _faults_by_variable(wrong: ValidationError) -> dict[str, Fault]:
    faults: dict[str, Fault] = {}
    for error in wrong.errors(include_url=False, include_input=False):
        variable = str(error["loc"][0])
        what = "is missing" if error["type"] == "missing" else "is wrong"
        faults[variable] = Fault(variable, f"{what}: give {_RIGHT[variable]}")
    return faults


def _run_mode(value: str) -> RunMode:
    return RunMode(value)


def _postgresql_address(value: str) -> str:
    scheme, mark, rest = value.partition("://")
    _demand(mark != "" and rest != "" and scheme in {"postgres", "postgresql", "postgresql+psycopg"})
    # SQLAlchemy would take another driver for the bare name, the form that hosts of databases hand out.
    return f"postgresql+psycopg://{rest}"


def _redis_address(value: str) -> str:
    _demand(value.startswith(("redis://", "rediss://", "unix://")))
    return value


def _web_address(value: str) -> str:
    parts = urlsplit(value)
    _demand(parts.scheme in {"http", "https"} and bool(parts.hostname))
    _demand(not (parts.query or parts.fragment or parts.username) and parts.port != 0)
    return value.rstrip("/")


def _listed(value: object) -> object:
    return tuple(word.strip() for word in value.split(",") if word.strip()) if isinstance(value, str) else value


def _fernet_keys(keys: tuple[str, ...]) -> tuple[str, ...]:
    _demand(len(keys) > 0)
    for key in keys:
        Fernet(key)
    return keys


def _time_zone(value: object) -> ZoneInfo:
    try:
        return ZoneInfo(str(value))
    except (ZoneInfoNotFoundError, IsADirectoryError) as unknown:
        raise ValueError(str(unknown)) from unknown


def _existing_folder(folder: Path) -> Path:
    _demand(folder.is_dir())
    return folder


def _absolute_folder(folder: Path) -> Path:
    _demand(folder.is_absolute() and (folder.is_dir() or not folder.exists()))
    return folder


def _demand(holds: bool) -> None:
    if not holds:
        raise ValueError("not as it must be")


_PhoneNumber = Annotated[str, Field(pattern=r"^\+[1-9][0-9]{6,14}$")]
_WebAddress = Annotated[str, AfterValidator(_web_address)]
_PostgresqlAddress = Annotated[str, AfterValidator(_postgresql_address)]


class _Environment(BaseModel):
    """The variables with their shapes; each description is the end of the sentence "give …"."""

    model_config = ConfigDict(frozen=True, extra="ignore", arbitrary_types_allowed=True, hide_input_in_errors=True)

    env: Annotated[RunMode, BeforeValidator(_run_mode)] = Field(
        RunMode.DEVELOPMENT, alias="REMOTE_CM_ENV", description="development, test or production"
    )
    database_url: _PostgresqlAddress = Field(
        alias="DATABASE_URL", description="postgresql://ROLE:PASSWORD@HOST/DATABASE of the application role"
    )
    owner_database_url: _PostgresqlAddress | None = Field(
        None, alias="REMOTE_CM_OWNER_DATABASE_URL", description="postgresql://ROLE:PASSWORD@HOST/DATABASE of the owner"
    )
    redis_url: Annotated[str, AfterValidator(_redis_address)] = Field(
        alias="REDIS_URL", description="redis://, rediss:// or unix:// and the place of the Redis server"
    )
    public_base_url: _WebAddress = Field(
        alias="PUBLIC_BASE_URL", description="the web address under which staff and the provider reach the service"
    )
    secret_key: str = Field(alias="SECRET_KEY", description="a random text of 32 characters or more")
    data_keys: Annotated[tuple[str, ...], BeforeValidator(_listed), AfterValidator(_fernet_keys)] = Field(
        alias="DATA_KEYS", description="Fernet keys (32 bytes in URL-safe base64), newest first, with commas between"
    )
    index_key: str = Field(
        alias="REMOTE_CM_INDEX_KEY", description="a random text of 32 characters or more, used for nothing else"
    )
    phone_region: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] = Field(
        "BD", alias="PHONE_REGION", description="the two capital letters of a country"
    )
    timezone: Annotated[ZoneInfo, BeforeValidator(_time_zone)] = Field(
        default_factory=lambda: ZoneInfo("Asia/Dhaka"), alias="TIMEZONE", description="a name like Asia/Dhaka"
    )
    twilio_account_sid: Annotated[str, Field(pattern=r"^AC[0-9a-f]{32}$")] = Field(
        alias="TWILIO_ACCOUNT_SID", description="AC and 32 hexadecimal digits"
    )
    twilio_auth_token: str = Field(alias="TWILIO_AUTH_TOKEN", description="the account's auth token")
    twilio_phone_number: _PhoneNumber = Field(
        alias="TWILIO_PHONE_NUMBER", description="the service's number as + and digits (E.164)"
    )
    twilio_api_base_url: _WebAddress | None = Field(
        None, alias="TWILIO_API_BASE_URL", description="a web address, https in production, or leave it out"
    )
    emergency_phone_numbers: Annotated[tuple[_PhoneNumber, ...], BeforeValidator(_listed)] = Field(
        (), alias="EMERGENCY_PHONE_NUMBERS", description="numbers as + and digits (E.164), with commas between"
    )
    heartbeat_url: _WebAddress | None = Field(
        None, alias="REMOTE_CM_HEARTBEAT_URL", description="a web address, https in production, or leave it out"
    )
    journal_dir: Annotated[Path, AfterValidator(_absolute_folder)] = Field(
        default_factory=lambda: Path("~/.local/state/remote-cm/journal").expanduser(),
        alias="REMOTE_CM_JOURNAL_DIR",
        description="the absolute path of a folder that only the service's account may open",
    )
    scripts_dir: Annotated[Path, AfterValidator(_existing_folder)] | None = Field(
        None, alias="REMOTE_CM_SCRIPTS_DIR", description="a folder that exists, or leave it out"
    )
    demo_password: str | None = Field(None, alias="REMOTE_CM_DEMO_PASSWORD", description="a password, or leave it out")
    simulator_url: _WebAddress | None = Field(
        None, alias="REMOTE_CM_SIMULATOR_URL", description="a web address, or leave it out"
    )


_RIGHT = {str(known.alias): str(known.description) for known in _Environment.model_fields.values()}

_PLACEHOLDER = re.compile(r"change|replace|default|example|insecure|placeholder|your[-_ ]|secret[-_ ]?key|passw", re.I)
_DEFAULT_PASSWORDS = frozenset({"postgres", "password", "admin", "root", "changeme", "secret", "remote_cm", "remotecm"})
_SHORTEST_SECRET = 32
_FEWEST_DIFFERENT = 8


def _is_weak(secret: str | None) -> bool:
    if secret is None or len(secret) < _SHORTEST_SECRET:
        return True
    return len(set(secret)) < _FEWEST_DIFFERENT or _PLACEHOLDER.search(secret) is not None


def _is_not_https(address: str | None) -> bool:
    return address is not None and not address.lower().startswith("https://")


def _parts(address: str | None) -> SplitResult:
    try:
        return urlsplit(address or "")
    except ValueError:  # its shape is a fault of its own
        return urlsplit("")


def _has_default_password(address: str | None) -> bool:
    parts = _parts(address)
    if parts.password is None:
        return False
    return parts.password.lower() in _DEFAULT_PASSWORDS or parts.password == parts.username


_GIVE_A_RANDOM_ONE = "holds a default password: give the role a random one"

_UnsafeWhen = Callable[[str | None], bool]
_UNSAFE: tuple[tuple[str, _UnsafeWhen, str], ...] = (
    ("SECRET_KEY", _is_weak, "is missing or weak: give a random text of 32 characters or more"),
    ("REMOTE_CM_INDEX_KEY", _is_weak, "is missing or weak: give a random text of 32 characters or more"),
    ("TWILIO_AUTH_TOKEN", _is_weak, "is missing or weak: give the account's auth token of 32 characters"),
    ("DATABASE_URL", _has_default_password, _GIVE_A_RANDOM_ONE),
    ("REMOTE_CM_OWNER_DATABASE_URL", _has_default_password, _GIVE_A_RANDOM_ONE),
    ("PUBLIC_BASE_URL", _is_not_https, "must begin with https:// in production"),
    ("TWILIO_API_BASE_URL", _is_not_https, "must begin with https:// in production, or be left out"),
    ("REMOTE_CM_HEARTBEAT_URL", _is_not_https, "must begin with https:// in production, or be left out"),
    ("REMOTE_CM_JOURNAL_DIR", lambda value: value is None, "is missing: give a folder that outlives the process"),
    ("REMOTE_CM_DEMO_PASSWORD", lambda value: value is not None, "must be left out: the demo is not for production"),
)


def _unsafe_in_production(given: Mapping[str, str]) -> list[Fault]:
    faults = [Fault(variable, what) for variable, unsafe_when, what in _UNSAFE if unsafe_when(given.get(variable))]
    keys = [given.get("SECRET_KEY"), given.get("REMOTE_CM_INDEX_KEY"), *given.get("DATA_KEYS", "").split(",")]
    if keys[1] is not None and keys.count(keys[1]) > 1:
        faults.append(Fault("REMOTE_CM_INDEX_KEY", "is used elsewhere too: give a random text of its own"))
    owner = _parts(given.get("REMOTE_CM_OWNER_DATABASE_URL")).username
    if owner is not None and owner == _parts(given.get("DATABASE_URL")).username:
        faults.append(Fault("DATABASE_URL", "names the owner's role: give the application role, which owns nothing"))
    return faults
