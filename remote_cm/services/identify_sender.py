"""Whose number a text or a ring came from, as far as it can be told; never guessed, and never proof of who held the
phone.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from remote_cm.domain.phone_number import PhoneNumber, Withheld, match_number, read_phone_number, suffix_of
from remote_cm.domain.vocabulary import SenderKind
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_contacts_by_number, list_cases_by_id
from remote_cm.storage.database import Session
from remote_cm.storage.numbers import list_numbers_ending
from remote_cm.storage.people import find_staff_by_number, find_volunteers_by_number
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.tables.people import Staff, Volunteer


@dataclass(frozen=True)
class Sender:
    """Who may have sent something. Several volunteers, or several families, may share one phone: all of them are
    here.
    """

    kind: SenderKind
    number: str
    fingerprint: bytes | None
    staff: Staff | None = None
    volunteers: Sequence[Volunteer] = ()
    contacts: Sequence[Contact] = ()
    cases: Sequence[CaseFile] = ()


def identify_sender(around: Surroundings, session: Session, shown: str) -> Sender:
    """Find whose number was shown. Staff first, then volunteers, then families; a withheld number is nobody's."""
    read = read_phone_number(shown, around.region)
    if isinstance(read, Withheld):
        return Sender(SenderKind.WITHHELD, shown, None)
    number = read if isinstance(read, PhoneNumber) else _meant_by(around, session, shown)
    if number is None:
        return Sender(SenderKind.UNKNOWN, shown, None)
    fingerprint = around.blind_index.of(number.e164)
    staff = find_staff_by_number(session, fingerprint)
    if len(staff) == 1:
        return Sender(SenderKind.STAFF, number.e164, fingerprint, staff=staff[0])
    volunteers = find_volunteers_by_number(session, fingerprint)
    if volunteers:
        return Sender(SenderKind.VOLUNTEER, number.e164, fingerprint, volunteers=volunteers)
    contacts = find_contacts_by_number(session, fingerprint)
    if contacts:
        cases = list_cases_by_id(session, {contact.case_id for contact in contacts})
        return Sender(
            SenderKind.FAMILY,
            number.e164,
            fingerprint,
            contacts=contacts,
            cases=sorted(cases.values(), key=lambda case: case.id),
        )
    return Sender(SenderKind.UNKNOWN, number.e164, fingerprint)


def _meant_by(around: Surroundings, session: Session, shown: str) -> PhoneNumber | None:
    """The registered number that one which came cut can only mean; None where several end so, or none does."""
    suffix = suffix_of(shown)
    if suffix is None:
        return None
    ending_so = list_numbers_ending(session, around.blind_index.of_suffix(suffix))
    match = match_number(shown, around.region, (PhoneNumber(number) for number in ending_so))
    return match.phone_number if match is not None else None
