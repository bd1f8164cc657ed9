"""How words, names and numbers of people are kept unreadable in the database, and how a number is found again."""

import hashlib
import hmac
from collections.abc import Sequence
from typing import Any

from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import LargeBinary, Text
from sqlalchemy.engine import Dialect
from sqlalchemy.types import TypeDecorator

CIPHER_ATTRIBUTE = "remote_cm_cipher"


class FieldCipher:
    """Encrypts with the newest key and reads with every key that is given, so that keys can be changed while
    running.
    """

    def __init__(self, keys_newest_first: Sequence[str]) -> None:
        self._fernet = MultiFernet([Fernet(key.encode()) for key in keys_newest_first])

    def hide(self, plain: str) -> str:
        """The text, encrypted and authenticated; the same text gives another result each time."""
        return self._fernet.encrypt(plain.encode()).decode()

    def read(self, hidden: str) -> str:
        """The text again. Raises cryptography's InvalidToken when no key fits or the value was changed."""
        return self._fernet.decrypt(hidden.encode()).decode()


def can_open(key: str, hidden: str) -> bool:
    """Whether a key opens what is stored."""
    try:
        Fernet(key.encode()).decrypt(hidden.encode())
    except InvalidToken:
        return False
    return True


class EncryptedText(TypeDecorator[str]):
    """A text column that is encrypted on its way in; the engine that is used carries the cipher."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, dialect: Dialect) -> str | None:
        """Encrypt a value that goes to the database."""
        return None if value is None else _cipher(dialect).hide(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> str | None:
        """Decrypt a value that comes from the database."""
        return None if value is None else _cipher(dialect).read(str(value))


def _cipher(dialect: Dialect) -> FieldCipher:
    cipher = getattr(dialect, CIPHER_ATTRIBUTE, None)
    if not isinstance(cipher, FieldCipher):
        raise RuntimeError("this engine was opened without a cipher: use storage.database.open_database")
    return cipher


class BlindIndex:
    """A keyed fingerprint of a phone number: equal numbers have equal fingerprints, and nobody can go back without
    the key.

    Its key is kept apart from the data keys, so that these can be changed without losing matches.
    """

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"remote-cm blind index\0" + key.encode()).digest()

    def of(self, phone_number: str) -> bytes:
        """The fingerprint of one E.164 number."""
        return self._digest("number", phone_number)

    def of_suffix(self, digits: str) -> bytes:
        """The fingerprint of the last digits of a number, by which one that came cut may be found."""
        return self._digest("suffix", digits)

    def of_pin(self, volunteer_id: str, pin: str) -> bytes:
        """The fingerprint of one volunteer's PIN; two volunteers with the same PIN have different ones."""
        return self._digest("pin", f"{volunteer_id}:{pin}")

    def of_identifier(self, kind: str, number: str) -> bytes:
        """The fingerprint of a child's number in another system, so that no child is registered twice."""
        return self._digest(f"identifier:{kind}", number)

    def of_word(self, case_id: str, word: str) -> bytes:
        """The fingerprint of a word agreed with one family; the same word of two families has different ones."""
        return self._digest("word", f"{case_id}:{word}")

    def _digest(self, kind: str, value: str) -> bytes:
        return hmac.digest(self._key, f"{kind}:{value}".encode(), "sha256")


Fingerprint = LargeBinary(32)
