"""What a people file must hold true beyond its form: every name that it uses exists, and every number is one."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping

from remote_cm.domain.phone_number import PhoneNumber, read_phone_number
from remote_cm.domain.refusal import Fault
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.people_file import PeopleFile
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.people import KnownPeople, list_known_people


def find_faults(around: Surroundings, session: Session, people: PeopleFile) -> list[Fault]:
    """Every fault of a file, in its own order; empty when it may be stored."""
    stored = list_known_people(session)
    return [
        *_repeated(people),
        *_unknown_names(stored, people),
        *_bad_numbers(around, people),
        *_bad_presets(around, people),
        *_unknown_tags(around, people),
        *_people_without_a_team(people),
        *_who_is_no_caseworker(stored, people),
        *_taken_usernames(stored, people),
    ]


def _repeated(people: PeopleFile) -> Iterator[Fault]:
    for kind, codes in (
        ("teams", [row.code for row in people.teams]),
        ("camps", [row.code for row in people.camps]),
        ("staff", [row.code for row in people.staff]),
        ("volunteers", [row.code for row in people.volunteers]),
        ("cases", [row.code for row in people.cases]),
    ):
        yield from (Fault(kind, f"{code} stands twice") for code, times in Counter(codes).items() if times > 1)
    usernames = Counter(row.username for row in people.staff)
    yield from (Fault("staff", f"username {name} stands twice") for name, times in usernames.items() if times > 1)
    for place, case in enumerate(people.cases):
        references = Counter(contact.reference for contact in case.contacts)
        yield from (
            Fault(f"cases.{place}.contacts", f"reference {reference} stands twice")
            for reference, times in references.items()
            if times > 1
        )


def _unknown_names(stored: KnownPeople, people: PeopleFile) -> Iterator[Fault]:
    known: Mapping[str, set[str]] = {
        "team": {row.code for row in people.teams} | set(stored.teams),
        "camp": {row.code for row in people.camps} | set(stored.camps),
        "staff": {row.code for row in people.staff} | set(stored.staff),
        "volunteer": {row.code for row in people.volunteers} | set(stored.volunteers),
    }
    for where, kind, code in _names_used(people):
        if code is not None and code not in known[kind]:
            yield Fault(where, f"{code} is no {kind} in this file or in the database")


def _names_used(people: PeopleFile) -> Iterable[tuple[str, str, str | None]]:
    for place, staff in enumerate(people.staff):
        yield f"staff.{place}.team", "team", staff.team
        yield f"staff.{place}.supervisor", "staff", staff.supervisor
    for place, duty in enumerate(people.duties):
        yield f"duties.{place}.team", "team", duty.team
        yield f"duties.{place}.staff", "staff", duty.staff
    for place, volunteer in enumerate(people.volunteers):
        yield f"volunteers.{place}.caseworker", "staff", volunteer.caseworker
        yield f"volunteers.{place}.camp", "camp", volunteer.camp
    for place, case in enumerate(people.cases):
        yield f"cases.{place}.caseworker", "staff", case.caseworker
        yield f"cases.{place}.camp", "camp", case.camp
        for other, link in enumerate(case.volunteers):
            yield f"cases.{place}.volunteers.{other}.code", "volunteer", link.code


def _bad_numbers(around: Surroundings, people: PeopleFile) -> Iterator[Fault]:
    for where, number in _numbers(people):
        if number is not None and not isinstance(read_phone_number(number, around.region), PhoneNumber):
            yield Fault(
                where, "not a telephone number; write it as +880 and the rest, or as it is dialled in the country"
            )


def _numbers(people: PeopleFile) -> Iterable[tuple[str, str | None]]:
    yield from ((f"staff.{place}.phone_number", row.phone_number) for place, row in enumerate(people.staff))
    yield from ((f"volunteers.{place}.phone_number", row.phone_number) for place, row in enumerate(people.volunteers))
    for place, case in enumerate(people.cases):
        for other, contact in enumerate(case.contacts):
            yield f"cases.{place}.contacts.{other}.phone_number", contact.phone_number


def _bad_presets(around: Surroundings, people: PeopleFile) -> Iterator[Fault]:
    presets = tuple(around.policy.cadence.presets)
    for place, case in enumerate(people.cases):
        if case.cadence_preset is not None and case.cadence_preset not in presets:
            yield Fault(f"cases.{place}.cadence_preset", f"must be one of {', '.join(presets)}")


def _unknown_tags(around: Surroundings, people: PeopleFile) -> Iterator[Fault]:
    """A misspelt tag would silently bring no questions at all."""
    known = [tag.id for tag in around.script.extras.tags]
    for place, case in enumerate(people.cases):
        if len(set(case.tags)) < len(case.tags):
            yield Fault(f"cases.{place}.tags", "name each tag once")
        if not set(case.tags).issubset(known):
            yield Fault(f"cases.{place}.tags", f"must be of those that the script knows: {', '.join(known) or 'none'}")


def _people_without_a_team(people: PeopleFile) -> Iterator[Fault]:
    for place, staff in enumerate(people.staff):
        if staff.team is None and staff.role in (StaffRole.CASEWORKER, StaffRole.SUPERVISOR):
            yield Fault(f"staff.{place}.team", f"a {staff.role.value} belongs to a team")


def _who_is_no_caseworker(stored: KnownPeople, people: PeopleFile) -> Iterator[Fault]:
    """One child, one case, one caseworker (ROLE-01): nobody else looks after cases or guides volunteers."""
    roles = {code: row.role for code, row in stored.staff.items()}
    roles |= {row.code: row.role for row in people.staff}
    for kind, codes in (
        ("volunteers", [row.caseworker for row in people.volunteers]),
        ("cases", [row.caseworker for row in people.cases]),
    ):
        for place, code in enumerate(codes):
            if roles.get(code, StaffRole.CASEWORKER) is not StaffRole.CASEWORKER:
                yield Fault(f"{kind}.{place}.caseworker", f"{code} is no caseworker")


def _taken_usernames(stored: KnownPeople, people: PeopleFile) -> Iterator[Fault]:
    in_file = {row.code for row in people.staff}
    taken = {row.username for code, row in stored.staff.items() if code not in in_file}
    for place, staff in enumerate(people.staff):
        if staff.username in taken:
            yield Fault(f"staff.{place}.username", "belongs to somebody else already")
