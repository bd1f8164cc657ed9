"""The secrets of one local stack: made once, kept in a file that only their owner can read, never printed."""

import os
import secrets
import shlex
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path

from cryptography.fernet import Fernet

from remote_cm.local_stack.cannot_start import CannotStart

_EASY_WORDS = """
amber bamboo basket bridge candle cedar cloud copper coral cotton crane delta ember fern field garden ginger harbor
hazel indigo island jasmine kettle ladder lantern lemon lotus maple marble meadow mango monsoon nectar olive orchid
paddle pepper pebble quartz ribbon river saffron sandal silver sparrow spice spring summer sunrise tamarind teak thread
timber tulip valley velvet violet walnut willow winter
"""


@dataclass(frozen=True)
class StackSecrets:
    """Each field is kept under its name in capitals; those of the settings have the names that settings read."""

    secret_key: str = field(repr=False)
    data_keys: str = field(repr=False)
    remote_cm_index_key: str = field(repr=False)
    remote_cm_demo_password: str = field(repr=False)
    twilio_account_sid: str
    twilio_auth_token: str = field(repr=False)
    postgres_superuser_password: str = field(repr=False)
    postgres_owner_password: str = field(repr=False)
    postgres_app_password: str = field(repr=False)
    redis_password: str = field(repr=False)

    def as_variables(self) -> dict[str, str]:
        """Every secret under the name of its variable."""
        return {known.name.upper(): str(getattr(self, known.name)) for known in fields(self)}


def new_secrets() -> StackSecrets:
    """Fresh random secrets; the demo's password can be read aloud, the provider's account is invented."""
    words = _EASY_WORDS.split()
    return StackSecrets(
        secret_key=secrets.token_urlsafe(48),
        data_keys=Fernet.generate_key().decode(),
        remote_cm_index_key=secrets.token_urlsafe(48),
        remote_cm_demo_password="-".join(secrets.choice(words) for _ in range(5)),
        twilio_account_sid=f"AC{secrets.token_hex(16)}",
        twilio_auth_token=secrets.token_hex(16),
        postgres_superuser_password=secrets.token_urlsafe(32),
        postgres_owner_password=secrets.token_urlsafe(32),
        postgres_app_password=secrets.token_urlsafe(32),
        redis_password=secrets.token_urlsafe(32),
    )


def read_or_make_secrets(file: Path, *, data_exists: bool) -> StackSecrets:
    """The secrets in this file, which is made when there is none.

    Raises CannotStart when the file is broken, or gone while there is data: new secrets could not read that.
    """
    if file.exists():
        return _read(file)
    if data_exists:
        raise CannotStart(f"{file} is gone and its data cannot be read without it: restore it, or delete {file.parent}")
    made = new_secrets()
    write_variables(file, made.as_variables())
    return made


def write_variables(file: Path, variables: Mapping[str, str]) -> None:
    """Write NAME=value lines that a shell can read, all or nothing, for the owner's eyes only."""
    half = file.with_name(f"{file.name}.new")
    write_private(half, "".join(f"{name}={shlex.quote(value)}\n" for name, value in variables.items()))
    half.replace(file)


def write_private(file: Path, text: str) -> None:
    """Write a new file that is never, not even for a moment, readable by others; one that is there goes."""
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as written:
        written.write(text)
        written.flush()
        os.fsync(written.fileno())


def read_variables(file: Path) -> dict[str, str]:
    """What `write_variables` wrote. Raises OSError when the file is not there or not ours to read."""
    words = (shlex.split(line) for line in file.read_text().splitlines())
    return dict(word.split("=", 1) for (word,) in words)


def _read(file: Path) -> StackSecrets:
    try:
        found = read_variables(file)
        return StackSecrets(**{known.name: found[known.name.upper()] for known in fields(StackSecrets)})
    except (OSError, ValueError, KeyError) as broken:
        raise CannotStart(f"{file} cannot be read or lacks a secret ({type(broken).__name__}): restore it") from broken
