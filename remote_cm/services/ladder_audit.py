"""Looks from outside at every ladder: each alert that nobody has ended has a clock that was not overslept."""

import uuid
from collections.abc import Sequence
from datetime import timedelta

from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.alerts import list_due_alerts


def find_overslept_alerts(around: Surroundings) -> Sequence[uuid.UUID]:
    """The unended alerts that should have climbed, or whose holder's promise ran out, too long ago, worst first.

    That each has a clock at all is the database's own rule, so this is the one question that is left.
    """
    behind = timedelta(seconds=around.policy.reliability.alert_overdue_seconds)
    with around.database.unit_of_work() as work:
        return list_due_alerts(work.session, around.now() - behind, around.policy.tasks.sweep_limit)
