"""One pass of the timetable, what comes due between two of them, and what the watch does itself when nobody else
did.
"""

import uuid
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

import structlog

from remote_cm.ports import Job, ProviderError
from remote_cm.services.ask_about_sent import ask_about_sent
from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.climb_alert import climb_alert, list_alerts_to_climb
from remote_cm.services.climb_slow_ladders import climb_slow_ladder, list_slow_ladders_to_climb
from remote_cm.services.contact_overrides import end_what_ran_out
from remote_cm.services.cut_bridge import cut_bridge
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.place_bridge import place_bridge
from remote_cm.services.plan_follow_ups import plan_follow_ups
from remote_cm.services.raise_late_follow_ups import raise_late_follow_ups
from remote_cm.services.raise_late_tasks import raise_late_tasks
from remote_cm.services.reconcile_inbound import reconcile_inbound
from remote_cm.services.remind_of_what_waits import remind_of_what_waits
from remote_cm.services.run_debriefs import run_debriefs
from remote_cm.services.settle_tries import list_unconfirmed_tries, settle_try
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.sweep_bridges import (
    close_silent_bridges,
    list_lines_to_cut,
    list_owed_bridges,
    nudge_bridges,
)
from remote_cm.services.sweep_unhandled import sweep_unhandled
from remote_cm.storage.heartbeats import add_heartbeat
from remote_cm.storage.messages import OwedMessage, list_owed_messages

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class TickReport:
    """What one pass did."""

    planned: int
    stepped: int
    raised: int
    climbed: int
    handed_over: int


def run_tick(around: Surroundings) -> TickReport:
    """Plan what is due and raise what is late. Reads only what is due, never all cases. Run twice it does nothing
    more. A ladder that cannot be looked at keeps nothing else waiting.
    """
    ladders = list_slow_ladders_to_climb(around)
    failures = _do_each(climb_slow_ladder, around, ladders)
    failures += _do_each(settle_try, around, list_unconfirmed_tries(around))
    end_what_ran_out(around)
    planned = plan_follow_ups(around)
    run_debriefs(around)
    sweep_unhandled(around)
    remind_of_what_waits(around)
    raised = raise_late_tasks(around) + raise_late_follow_ups(around)
    _beat(around, TIMETABLE)
    _raise_all(failures)
    return TickReport(planned, len(ladders), raised, 0, 0)


def run_whole_tick(around: Surroundings) -> TickReport:
    """A pass in this process, without Redis: plan, raise, climb and hand over everything that is owed now."""
    ask_the_provider(around)
    report = run_tick(around)
    due = list_alerts_to_climb(around)
    failures = _do_each(climb_alert, around, due)
    owed = _owed(around, timedelta())
    failures += _do_each(hand_over_message, around, [message.id for message in owed])
    failures += _do_bridges(around, timedelta())
    _raise_all(failures)
    return TickReport(report.planned, report.stepped, report.raised, len(due), len(owed))


def ask_the_provider(around: Surroundings) -> None:
    """What came in and never reached us is taken in, and what was sent and never reported is asked for. A provider
    that does not answer is asked again the next time. Raises when the database is away.
    """
    for ask in (reconcile_inbound, ask_about_sent):
        try:
            ask(around)
        except ProviderError as failure:
            log.warning("provider_not_asked", what=ask.__name__, kind=type(failure).__name__)


def nudge_what_is_due(around: Surroundings) -> None:
    """Nudge the workers for every alert whose clock has run out, and for what was owed and not taken at once."""
    queue = around.database.queue
    for alert_id in list_alerts_to_climb(around):
        queue.nudge(Job.CLIMB_ALERT, str(alert_id))
    for message in _owed(around, timedelta(seconds=around.policy.messages.nudge_again_seconds)):
        queue.nudge(Job.HAND_OVER_PAGE if message.is_page else Job.HAND_OVER_MESSAGE, str(message.id))
    nudge_bridges(around)


def do_what_is_late(around: Surroundings) -> None:
    """What the watch does: whatever no worker has taken for a while is done here, without the queue; pages come
    first.
    """
    patience = timedelta(seconds=around.policy.messages.watch_patience_seconds)
    overdue_before = around.now() - patience
    failures = _do_each(climb_alert, around, list_alerts_to_climb(around, due_before=overdue_before))
    failures += _do_each(hand_over_message, around, [message.id for message in _owed(around, patience)])
    failures += _do_bridges(around, patience)
    sweep_unhandled(around)
    _beat(around, WATCH)
    _raise_all(failures)


def _do_bridges(around: Surroundings, owed_for: timedelta) -> list[Exception]:
    close_silent_bridges(around)
    failures = _do_each(place_bridge, around, list_owed_bridges(around, owed_for))
    return failures + _do_each(cut_bridge, around, list_lines_to_cut(around))


def _do_each(
    use_case: Callable[[Surroundings, uuid.UUID], None], around: Surroundings, row_ids: Iterable[uuid.UUID]
) -> list[Exception]:
    """Do each row; one that fails keeps no other waiting. Returns what failed."""
    failures: list[Exception] = []
    for row_id in row_ids:
        try:
            use_case(around, row_id)
        except Exception as broken:  # noqa: BLE001 - whatever it was, the next row is tried; the caller raises it
            failures.append(broken)
    return failures


def _raise_all(failures: Sequence[Exception]) -> None:
    if failures:
        raise ExceptionGroup("some rows could not be done", failures)


def _owed(around: Surroundings, for_at_least: timedelta) -> list[OwedMessage]:
    now = around.now()
    policy = around.policy.messages
    with around.database.unit_of_work() as work:
        return list_owed_messages(
            work.session,
            now=now,
            owed_before=now - for_at_least,
            claimed_before=now - timedelta(seconds=policy.claim_seconds),
            limit=around.policy.tasks.sweep_limit,
        )


def _beat(around: Surroundings, name: str) -> None:
    with around.database.unit_of_work() as work:
        add_heartbeat(work.session, name, around.now())
        work.commit()
