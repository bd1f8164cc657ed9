"""When a contact may be called, as the rules read it: their windows, their camp's calendar, the programme's zone."""

from remote_cm.domain.local_calendar import SafeTimes
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import Contact


def safe_times_of(around: Surroundings, contact: Contact | None, camp_code: str) -> SafeTimes:
    """The open hours of one contact; of nobody there are none."""
    windows = contact.safe_windows if contact is not None else ()
    return SafeTimes(windows, around.policy.calendar.entries_for(camp_code), around.zone)
