"""What the past of the demo is written on: its people as rows, found once."""

import uuid
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time

from remote_cm.domain.cadence import CadenceFacts
from remote_cm.domain.vocabulary import ContactRole, Track
from remote_cm.services.demo_calls import ToldCall, tell_calls
from remote_cm.services.demo_roster import CASEWORKERS, CasePlace, case_places
from remote_cm.services.demo_turns import Listeners, QuestionBook
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import list_contacts_of_cases
from remote_cm.storage.database import Session
from remote_cm.storage.past import list_owed_follow_ups, list_untried_cases
from remote_cm.storage.people import KnownPeople, list_known_people
from remote_cm.storage.tables.cases import CaseFile, Contact, FollowUp
from remote_cm.storage.tables.people import CampAccess, Staff


@dataclass(frozen=True)
class DemoCase:
    """One case of the demo with its family, its caseworker and the calls that were held."""

    place: CasePlace
    row: CaseFile
    contacts: Sequence[Contact]
    caseworker: Staff
    owed: FollowUp
    calls: tuple[ToldCall, ...]

    def contact(self, track: Track) -> Contact:
        """Whoever speaks on a track."""
        role = ContactRole.CHILD if track is Track.CHILD else ContactRole.CAREGIVER
        return next(contact for contact in self.contacts if contact.role is role)


@dataclass(frozen=True)
class DemoGround:
    """Everybody of the demo.."""

    people: KnownPeople
    cases: tuple[DemoCase, ...]

    def supervisor_of(self, case: DemoCase) -> Staff:
        """Who leads a case's caseworker."""
        return next(row for row in self.people.staff.values() if row.id == case.caseworker.supervisor_id)


def find_ground(around: Surroundings, session: Session) -> DemoGround:
    """The demo's people without a past. A case of which any call is known is left out."""
    people = list_known_people(session)
    cases = list_untried_cases(session, [place.code for place in case_places()])
    ids = [case.id for case in cases.values()]
    contacts, owed = list_contacts_of_cases(session, ids), list_owed_follow_ups(session, ids)
    return DemoGround(people, tuple(_cases(around, people, cases, contacts, owed)))


def _cases(
    around: Surroundings,
    people: KnownPeople,
    cases: Mapping[str, CaseFile],
    contacts: Mapping[uuid.UUID, Sequence[Contact]],
    owed: Mapping[uuid.UUID, FollowUp],
) -> Iterator[DemoCase]:
    book = QuestionBook(around.script)
    restricted = {camp.id for camp in people.camps.values() if camp.access is not CampAccess.OPEN}
    for place in case_places():
        row = cases.get(place.code)
        if row is None or row.id not in owed:
            continue
        caseworker = people.staff[CASEWORKERS[place.caseworker]]
        calls = _tell(around, book, place, row, caseworker, is_restricted=row.camp_id in restricted)
        yield DemoCase(place, row, contacts[row.id], caseworker, owed[row.id], calls)


def _tell(
    around: Surroundings,
    book: QuestionBook,
    place: CasePlace,
    row: CaseFile,
    caseworker: Staff,
    *,
    is_restricted: bool,
) -> tuple[ToldCall, ...]:
    if row.last_contact_at is None:
        return ()
    listeners = Listeners(
        band=row.age_band,
        is_girl=row.sex == "female",
        is_asked_by_woman=caseworker.sex == "female",
        has_disability=row.has_disability,
        has_known_threat=row.known_threat is not None,
        has_history=row.has_self_harm_history,
    )
    cadence = CadenceFacts(
        level=row.level,
        preset=row.cadence_preset,
        opened_on=row.opened_on,
        first_review_done=row.first_review_done_on is not None,
        camp_restricted=is_restricted,
        reachable=True,
        daily_until=None,
        relaxed_floors=(),
    )
    opened_at = datetime.combine(row.opened_on, time(9), around.zone).astimezone(UTC)
    return tuple(tell_calls(around, book, place, listeners, row.last_contact_at, opened_at, cadence))
