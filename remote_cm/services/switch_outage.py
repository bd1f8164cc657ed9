"""A supervisor says that the phones of a camp are down, or work again: meanwhile nobody answering says nothing."""

from remote_cm.domain.access import Person, may_see_team
from remote_cm.domain.refusal import NotFound, StaleStep
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Session
from remote_cm.storage.slow_ladders import list_camps_of_team, look_again_in_camp
from remote_cm.storage.tables.people import Camp


def switch_outage(around: Surroundings, person: Person, camp_code: str, *, is_down: bool) -> None:
    """Put off the automatic steps of nobody reached for a camp, or let them go on at once (script §2.14 A).

    Raises NotFound for anybody but a supervisor whose team has cases there, StaleStep when it is so already.
    """
    now = around.now()
    with around.database.unit_of_work() as work:
        camp = _find(work.session, person, camp_code)
        if (camp.outage_since is not None) == is_down:
            raise StaleStep("this has been said already")
        camp.outage_since = now if is_down else None
        look_again_in_camp(work.session, camp.id, now)
        add_audit_entry(
            work.session,
            at=now,
            actor_id=person.id,
            act="camp:outage_begun" if is_down else "camp:outage_ended",
            subject_kind="camp",
            subject_id=camp.id,
        )
        work.commit()


def _find(session: Session, person: Person, camp_code: str) -> Camp:
    if person.team_id is None or not may_see_team(person, person.team_id):
        raise NotFound
    found = [camp for camp in list_camps_of_team(session, person.team_id) if camp.code == camp_code]
    if not found:
        raise NotFound
    return found[0]
