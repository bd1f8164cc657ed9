"""What machines that watch us may ask: are you alive, can you work, a few counts. Nothing here is about a person."""

from collections.abc import Iterator
from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from remote_cm.gateways.deadline_pool import DeadlinePool, TooSlow
from remote_cm.services.check_health import Health, check_health, health_without_records
from remote_cm.web.guards import open_to_all
from remote_cm.web.request_context import surroundings

operations = Blueprint("operations", __name__)

#: Threads apart from those of the webhooks: whoever looks at us often must not hold them up.
_LOOKS = DeadlinePool(2)


@operations.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """200 while the process lives; nothing else is asked, so that a database away does not get us restarted."""
    return jsonify(is_alive=True)


@operations.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Each dependency, the age of the last rounds in seconds and what is wrong; 503 when the work cannot be done."""
    health = _health()
    return jsonify(asdict(health)), 200 if health.is_ready else 503


@operations.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    """The same as Prometheus reads it."""
    return Response(generate_latest(_gauges(_health())), content_type=CONTENT_TYPE_LATEST)


def _health() -> Health:
    """How things are; a database that is frozen answers nothing, and counts as away after a few seconds."""
    around = surroundings()
    try:
        return _LOOKS.run(around.policy.reliability.webhook_seconds, lambda: check_health(around))
    except TooSlow:
        return health_without_records(around)


def _gauges(health: Health) -> CollectorRegistry:
    registry = CollectorRegistry()
    for name, meaning, value in (*_of_the_parts(health), *_of_the_troubles(health)):
        if value is not None:
            Gauge(f"remote_cm_{name}", meaning, registry=registry).set(value)
    return registry


def _of_the_parts(health: Health) -> Iterator[tuple[str, str, float | None]]:
    yield "ready", "1 when the service can do its work", health.is_ready
    yield "postgres_up", "1 when PostgreSQL answers", health.postgres
    yield "redis_up", "1 when Redis answers", health.redis
    yield "tick_age_seconds", "Seconds since the timetable finished a round", health.tick_age_seconds
    yield "watch_age_seconds", "Seconds since the watch finished a round", health.watch_age_seconds
    yield "provider_age_seconds", "Seconds since the provider told what it knows", health.provider_age_seconds
    yield "paused_channels", "Ways to people that wait for an operator", len(health.paused_channels)
    yield "journal_waiting", "Events that wait in the journal of this machine", health.journal_waiting
    yield "journal_refused", "Events that were put aside in the journal of this machine", health.journal_refused


def _of_the_troubles(health: Health) -> Iterator[tuple[str, str, float | None]]:
    troubles = health.troubles
    if troubles is None:
        return
    yield "events_unhandled", "Texts and rings that came in and could not be handled", troubles.events_unhandled
    yield "not_understood", "Texts that nobody has read yet and no rule could read", troubles.not_understood
    yield "messages_overdue", "Texts and rings that should have been sent", troubles.messages_overdue
    yield "given_up_today", "Texts and rings of today that were not sent in time", troubles.given_up_today
    yield "undeliverable_today", "Texts and rings of today that did not arrive", troubles.undeliverable_today
    yield "flagged_numbers", "Phone numbers that cannot be reached in one way", troubles.flagged_numbers
    yield "alerts_overdue", "Alerts that are behind their clock", troubles.alerts_overdue
    yield "tasks_late", "Tasks that were not done in time", troubles.tasks_late
