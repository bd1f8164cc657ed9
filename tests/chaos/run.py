"""`make chaos`: runs of the real processes under traffic and trouble, each from a seed, added up in one table."""

import argparse
import random
import signal
import sys
import tempfile
import threading
import uuid
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from datetime import timedelta
from functools import partial
from pathlib import Path

from sqlalchemy import ColumnElement, select
from sqlalchemy.exc import SQLAlchemyError

from remote_cm.domain.access import Person
from remote_cm.domain.refusal import Refusal
from remote_cm.domain.vocabulary import StaffRole
from remote_cm.local_stack.processes import wait_until
from remote_cm.services.check_health import check_health
from remote_cm.services.end_alert import end_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.people import Staff
from tests.chaos.account import count_unfinished, draw_up, list_seen
from tests.chaos.stack import Stack
from tests.chaos.table import Outcome, Plan, keep, read_kept, write_table
from tests.chaos.traffic import Traffic
from tests.chaos.troubles import Troubles

READY_SECONDS, QUIET_SECONDS = 120.0, 240.0
RECONCILED_AFTER_SECONDS = 300


def run(plan: Plan) -> Outcome:
    """Start everything, send and strike until all troubles have come, make it good, wait, and reckon."""
    with running_stack() as stack:
        return run_on(stack, plan)


def stop_all_when_told_to_end() -> None:
    """Whoever is told to end still stops what it started."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))


@contextmanager
def running_stack() -> Iterator[Stack]:
    """The whole service, ready to be written to, and stopped whole afterwards."""
    with tempfile.TemporaryDirectory(prefix="chaos") as folder:
        stack = Stack(Path(folder))
        try:
            wait_for(lambda: check_health(stack.around).is_ready, READY_SECONDS, "the service to be ready")
            yield stack
        finally:
            stack.stop()


def run_on(stack: Stack, plan: Plan) -> Outcome:
    """Such a run on a service that is ready; what came in before it counts as well."""
    traffic = Traffic(stack.simulator, plan.danger_in_a_hundred, random.Random(plan.seed))
    troubles = Troubles(stack, random.Random(-plan.seed))
    wait_for(traffic.meet, READY_SECONDS, "the handsets of the demo")
    over = threading.Event()
    threads = [
        threading.Thread(target=act, args=(over,)) for act in (_sending(traffic, plan), ending_alerts(stack.around))
    ]
    for thread in threads:
        thread.start()
    try:
        for _ in range(plan.troubles):
            troubles.strike()
            over.wait(plan.seconds_between_troubles)
    finally:
        over.set()
        for thread in threads:
            thread.join()
    troubles.make_good()
    _wait_until_quiet(stack, traffic, troubles)
    seen = list_seen(stack)
    return Outcome(
        plan=plan,
        sent=dict(traffic.sent),
        troubles=dict(troubles.counted),
        deaths_at_steps=dict(troubles.count_of_steps()),
        account=draw_up(stack.around, seen),
    )


def _sending(traffic: Traffic, plan: Plan) -> Callable[[threading.Event], None]:
    def send(over: threading.Event) -> None:
        while not over.wait(1 / plan.texts_a_second):
            traffic.send_one()

    return send


def ending_alerts(around: Surroundings) -> Callable[[threading.Event], None]:
    """A supervisor ends what is open now and then, so that new alerts are opened and not only old ones joined."""

    def end_all(over: threading.Event) -> None:
        while not over.wait(4):
            # While the database is struck nobody can end anything.
            with suppress(SQLAlchemyError, Refusal):
                end_held_alerts(around)

    return end_all


def end_held_alerts(around: Surroundings) -> None:
    """Each alert that somebody has is ended by a supervisor of its team."""
    supervisors, held = _list_alerts(around, Alert.holder_id.is_not(None))
    for alert_id, team_id in held:
        end_alert(around, supervisors[team_id], alert_id, "seen and safe", around.today() + timedelta(days=1))


def take_and_end_alerts(around: Surroundings) -> None:
    """The same for each alert, after the supervisor has taken those that nobody has: nobody is paged any more."""
    supervisors, alone = _list_alerts(around, Alert.holder_id.is_(None))
    for alert_id, team_id in alone:
        take_alert(around, supervisors[team_id], alert_id)
    end_held_alerts(around)


def _list_alerts(
    around: Surroundings, which: ColumnElement[bool]
) -> tuple[Mapping[uuid.UUID | None, Person], Sequence[tuple[uuid.UUID, uuid.UUID]]]:
    """A supervisor of each team, and the open alerts of which something holds, each with its team."""
    with around.database.unit_of_work() as work:
        supervisors = {
            one.team_id: Person(one.id, one.role, one.team_id)
            for one in work.session.scalars(select(Staff).where(Staff.role == StaffRole.SUPERVISOR))
        }
        found = work.session.execute(select(Alert.id, Alert.team_id).where(which, Alert.ended_at.is_(None)))
        return supervisors, [(row[0], row[1]) for row in found]


def _wait_until_quiet(stack: Stack, traffic: Traffic, troubles: Troubles) -> None:
    wait_for(lambda: check_health(stack.around).is_ready, QUIET_SECONDS, "the service to be ready again")
    wait_for(traffic.is_delivered, QUIET_SECONDS, "every webhook to be delivered")
    # What no webhook brought is fetched by the next look at the provider.
    troubles.jump(RECONCILED_AFTER_SECONDS)

    # A slow machine is waited for while it goes on; whether it came to be quiet is what the account says.
    while left := _count_left(stack):
        if not wait_until(partial(_is_less_left, stack, left), QUIET_SECONDS / 2, pause=1.0):
            break


def _is_less_left(stack: Stack, than: int) -> bool:
    return _holds(lambda: _count_left(stack) < than)


def _count_left(stack: Stack) -> int:
    account = draw_up(stack.around, list_seen(stack))
    return account.lost + account.unhandled + account.overdue + count_unfinished(stack.around)


def wait_for(holds: Callable[[], bool], seconds: float, for_what: str) -> None:
    """Wait until something holds, also while asking for it fails. Raises TimeoutError, or just ends without a word for
    what was waited for.
    """
    if not wait_until(lambda: _holds(holds), seconds, pause=0.5) and for_what:
        raise TimeoutError(f"waited in vain for {for_what}")


def _holds(what: Callable[[], bool]) -> bool:
    with suppress(SQLAlchemyError, OSError):
        return what()
    return False


def main() -> int:
    """Run the seeds that the file does not hold yet, and print all that it holds then; 1 when a promise was broken."""
    asked = _read_arguments()
    stop_all_when_told_to_end()
    done = read_kept(asked.into)
    for seed in range(asked.first, asked.last + 1):
        if seed not in {one.plan.seed for one in done}:
            done.append(run(Plan(seed, asked.troubles, asked.pause, asked.texts)))
            keep(done[-1], asked.into)
            _say(write_table(done[-1:]))
    _say(write_table(done))
    return 1 if any(one.account.faults for one in done) else 0


def _read_arguments() -> argparse.Namespace:
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--first", type=int, default=1, help="the first seed")
    reader.add_argument("--last", type=int, default=10, help="the last seed")
    reader.add_argument("--troubles", type=int, default=100, help="how many in each run")
    reader.add_argument("--pause", type=float, default=1.0, help="seconds between two")
    reader.add_argument("--texts", type=float, default=12.0, help="texts a second")
    reader.add_argument("--into", type=Path, default=Path(".test-data/chaos.jsonl"), help="where runs are added up")
    return reader.parse_args()


def _say(words: str) -> None:
    sys.stdout.write(words + "\n\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
