"""Loads the demo caseload with its last six weeks, once: a database that holds staff is left as it is."""

import json
from dataclasses import dataclass

from remote_cm.services.demo_history import write_history
from remote_cm.services.demo_people import demo_people
from remote_cm.services.load_people import load_people
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.people import count_staff


@dataclass(frozen=True)
class DemoSignIn:
    """With what name somebody of the demo signs in, and who that is."""

    username: str
    role: str


def load_demo(around: Surroundings, password: str, *, only_when_empty: bool) -> tuple[DemoSignIn, ...]:
    """Load the demo and return its sign-ins. ``only_when_empty`` leaves a database that is in use alone."""
    people = demo_people(around.now(), around.zone, password)
    with around.database.unit_of_work() as work:
        is_in_use = count_staff(work.session) > 0
    if not (only_when_empty and is_in_use):
        load_people(around, json.dumps(people))
        write_history(around)
        while plan_follow_ups(around):
            pass
    return tuple(DemoSignIn(row["username"], row["role"]) for row in people["staff"])
