"""What machines that watch us may ask: are you alive, can you work, a few counts. Nothing here is about a person."""

from dataclasses import asdict

from flask import Blueprint, Response, jsonify
from flask.typing import ResponseReturnValue
from prometheus_client import CONTENT_TYPE_LATEST, CollectorRegistry, Gauge, generate_latest

from remote_cm.services.check_health import Health, check_health
from remote_cm.web.guards import open_to_all
from remote_cm.web.request_context import surroundings

operations = Blueprint("operations", __name__)


@operations.get("/healthz")
@open_to_all
def healthz() -> ResponseReturnValue:
    """200 while the process lives; nothing else is asked, so that a database away does not get us restarted."""
    return jsonify(is_alive=True)


@operations.get("/readyz")
@open_to_all
def readyz() -> ResponseReturnValue:
    """Each dependency and the age of the last rounds in seconds; 503 when the work cannot be done."""
    health = check_health(surroundings())
    return jsonify(asdict(health)), 200 if health.is_ready else 503


@operations.get("/metrics")
@open_to_all
def metrics() -> ResponseReturnValue:
    """The same as Prometheus reads it."""
    return Response(generate_latest(_gauges(check_health(surroundings()))), content_type=CONTENT_TYPE_LATEST)


def _gauges(health: Health) -> CollectorRegistry:
    registry = CollectorRegistry()
    known: tuple[tuple[str, str, float | None], ...] = (
        ("remote_cm_ready", "1 when the service can do its work", health.is_ready),
        ("remote_cm_postgres_up", "1 when PostgreSQL answers", health.postgres),
        ("remote_cm_redis_up", "1 when Redis answers", health.redis),
        ("remote_cm_tick_age_seconds", "Seconds since the timetable finished a round", health.tick_age_seconds),
        ("remote_cm_watch_age_seconds", "Seconds since the watch finished a round", health.watch_age_seconds),
    )
    for name, meaning, value in known:
        if value is not None:
            Gauge(name, meaning, registry=registry).set(value)
    return registry
