"""When a family that did not answer may be tried again, for the pages and for the ladder of nobody reached."""

import uuid
from collections.abc import Iterable, Mapping

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.domain.no_answer import NextTry, decide_next_try
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_open_follow_up, get_contact
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import CaseFile, Contact
from remote_cm.storage.tries import list_failed_tries


def find_next_try(around: Surroundings, session: Session, case: CaseFile) -> NextTry:
    """How trying to reach one family stands, in the safe hours of whom its follow-up is meant for."""
    follow_up = find_open_follow_up(session, case.id)
    contact_id = follow_up.contact_id if follow_up is not None else None
    return find_next_try_of(around, session, case, get_contact(session, contact_id) if contact_id is not None else None)


def find_next_try_of(around: Surroundings, session: Session, case: CaseFile, contact: Contact | None) -> NextTry:
    """The same where it is known whom the follow-up is meant for."""
    windows = contact.safe_windows if contact is not None else ()
    return find_next_tries(around, session, [case], {case.id: windows})[case.id]


def find_next_tries(
    around: Surroundings,
    session: Session,
    cases: Iterable[CaseFile],
    windows: Mapping[uuid.UUID, tuple[SafeWindow, ...]],
) -> Mapping[uuid.UUID, NextTry]:
    """The same for several families, by case; ``windows`` are the safe windows of whom each follow-up is meant for."""
    wanted = {case.id: case for case in cases}
    if not wanted:
        return {}
    failed = list_failed_tries(session, wanted)
    tries: dict[uuid.UUID, NextTry] = {}
    for case_id, case in wanted.items():
        entries = around.policy.calendar.entries_for(failed[case_id].camp_code)
        tries[case_id] = decide_next_try(
            case.level,
            failed[case_id].calls,
            SafeTimes(windows.get(case_id, ()), entries, around.zone),
            around.policy.no_answer,
            other_ways_failed=len(failed[case_id].visits),
        )
    return tries
