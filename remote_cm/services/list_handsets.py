"""The telephones of the demo's people, for the phone simulator; never served in production."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import list_contacts_with_codes
from remote_cm.storage.people import list_active_staff, list_active_volunteers, list_live_aliases
from remote_cm.storage.tables.people import Volunteer


@dataclass(frozen=True)
class Handset:
    """One telephone: by what code its holder goes, what kind of person that is, and an alias to try out."""

    name: str
    kind: str
    phone_number: str
    language: str
    alias_hint: str | None


def list_handsets(around: Surroundings) -> list[Handset]:
    """Every telephone that the service knows, staff first, and last those of whoever runs it."""
    with around.database.unit_of_work() as work:
        session = work.session
        staff = list_active_staff(session)
        volunteers = list_active_volunteers(session)
        families = list_contacts_with_codes(session)
        hints: dict[uuid.UUID, str] = {}
        for alias in list_live_aliases(session, [volunteer.id for volunteer in volunteers]):
            hints.setdefault(alias.volunteer_id, alias.alias)
    return [
        *(Handset(one.code, "staff", one.phone_number, one.language, None) for one in staff if one.phone_number),
        *_of_volunteers(volunteers, hints),
        *(
            Handset(
                f"{code} {contact.role.value.replace('_', ' ')}",
                "child" if contact.role is ContactRole.CHILD else "caregiver",
                contact.phone_number,
                contact.language,
                None,
            )
            for code, contact in families
            if contact.phone_number
        ),
        *(Handset(f"OP-{row}", "staff", number, "en", None) for row, number in enumerate(around.emergency_numbers, 1)),
    ]


def _of_volunteers(volunteers: Sequence[Volunteer], hints: Mapping[uuid.UUID, str]) -> Iterator[Handset]:
    """One handset for each number; on a shared one stand the codes of all who use it."""
    users: dict[str, list[Volunteer]] = {}
    for volunteer in volunteers:
        if volunteer.phone_number is not None:
            users.setdefault(volunteer.phone_number, []).append(volunteer)
    for number, sharing in users.items():
        name = " and ".join(one.code for one in sharing)
        yield Handset(name, "volunteer", number, sharing[0].language, hints.get(sharing[0].id))
