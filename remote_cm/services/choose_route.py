"""A caseworker chooses how to reach a family again after a call ended unsafely; until then nobody rings them (N8)."""

from enum import StrEnum

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.cases import find_case_for, list_contacts


class Route(StrEnum):
    """How it was found out that they may be rung again (monitoring script §2.14 A)."""

    FOCAL_PERSON = "focal_person"
    VOLUNTEER_VISIT = "volunteer_visit"
    THEY_RANG_US = "they_rang_us"
    SUPERVISOR_AGREED = "supervisor_agreed"


def choose_route(around: Surroundings, person: Person, case_code: str, route: Route) -> None:
    """Open the way to ring this family again, with the route as the reason in the audit log.

    Raises NotFound, NotAllowed for anybody but the case's caseworker, StaleStep when no call ended unsafely.
    """
    with around.database.unit_of_work() as work:
        case = find_case_for(work.session, person, case_code)
        if case is None:
            raise NotFound
        if not may_work_case(person, CaseAnchor(case.caseworker_id, case.team_id)):
            raise NotAllowed("only the case's own caseworker chooses how to reach the family")
        locked = [one for one in list_contacts(work.session, case.id) if one.unsafe_end_at is not None]
        if not locked:
            raise StaleStep("a route has been chosen already")
        for contact in locked:
            contact.unsafe_end_at = None
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="route:chosen",
            subject_kind="case",
            subject_id=case.id,
            route=route.value,
        )
        work.commit()
