"""Keeps somebody's number with the fingerprints by which it is found again."""

from remote_cm.domain.phone_number import PhoneNumber, read_phone_number, suffix_of
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import Contact
from remote_cm.storage.tables.people import Staff, Volunteer


def read_typed_number(around: Surroundings, typed: str) -> str | None:
    """What was typed as E.164; None for what is no number that can ring."""
    read = read_phone_number(typed, around.region)
    return read.e164 if isinstance(read, PhoneNumber) else None


def keep_number(around: Surroundings, row: Staff | Volunteer | Contact, e164: str | None) -> None:
    """Write a number, or that there is none, into the row of whoever is reached on it. The caller commits."""
    suffix = suffix_of(e164) if e164 is not None else None
    row.phone_number = e164
    row.phone_fingerprint = around.blind_index.of(e164) if e164 is not None else None
    row.phone_suffix_fingerprint = around.blind_index.of_suffix(suffix) if suffix is not None else None
