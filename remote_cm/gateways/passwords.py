"""How a password becomes what is kept of it, in the form that Flask-Security checks when its owner signs in.

Argon2id with RFC 9106's low-memory profile, which is the library's own default and travels inside each hash: raising it
later leaves every older password valid.
"""

import unicodedata
from typing import Final

from argon2 import PasswordHasher

NORMAL_FORM: Final = "NFKD"
"""One spelling for letters that have several; sign-in applies the same before it compares."""

_HASHER = PasswordHasher()


def hash_password(plain: str) -> str:
    """The salted hash of a password, different each time; ``web/sign_in.py`` recognises the password by it."""
    return _HASHER.hash(unicodedata.normalize(NORMAL_FORM, plain))
