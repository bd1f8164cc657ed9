"""Moves the clock of every process forward, in development and test, so that nobody has to wait an hour to see an
hour.
"""

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.heartbeats import add_to_clock_offset

MOST_SECONDS = 40 * 24 * 3600


def move_clock(around: Surroundings, seconds: int) -> int:
    """Move the clock and return the whole offset in seconds. Raises BadInput: it never goes back, and not by years."""
    if not 0 < seconds <= MOST_SECONDS:
        raise BadInput(Fault("advance_seconds", f"must be between 1 and {MOST_SECONDS}"))
    with around.database.unit_of_work() as work:
        offset = add_to_clock_offset(work.session, seconds)
        work.commit()
    return offset
