"""What machines that watch us are told."""

from datetime import timedelta

import pytest

from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.heartbeats import add_heartbeat
from tests.web.visitor import Visitor


def beat(around: Surroundings, name: str, seconds_ago: int) -> None:
    with around.database.unit_of_work() as work:
        add_heartbeat(work.session, name, around.now() - timedelta(seconds=seconds_ago))
        work.commit()


def test_the_process_is_alive_while_the_database_is_away_even_for_a_signed_in_browser(away_visitor: Visitor) -> None:
    with away_visitor.client.session_transaction() as session:
        session["_user_id"] = "a mark that cannot be looked up now"
    assert away_visitor.get("/healthz").status_code == 200


def test_the_service_is_not_ready_while_the_database_is_away(away_visitor: Visitor) -> None:
    answer = away_visitor.get("/readyz")
    assert answer.status_code == 503
    assert answer.json is not None
    assert answer.json["postgres"] is False
    assert answer.json["tick_age_seconds"] is None


def test_it_is_ready_when_all_answer_and_the_timetable_has_just_run(
    surroundings: Surroundings, visitor: Visitor
) -> None:
    beat(surroundings, TIMETABLE, 20)
    beat(surroundings, WATCH, 5)
    answer = visitor.get("/readyz")
    assert answer.status_code == 200
    assert answer.json is not None
    assert (answer.json["postgres"], answer.json["redis"]) == (True, True)
    assert (answer.json["tick_age_seconds"], answer.json["watch_age_seconds"]) == (20, 5)


def test_it_is_not_ready_when_the_timetable_has_stopped(surroundings: Surroundings, visitor: Visitor) -> None:
    beat(surroundings, TIMETABLE, 86400)
    assert visitor.get("/readyz").status_code == 503


def test_metrics_count_and_name_nobody(surroundings: Surroundings, visitor: Visitor) -> None:
    beat(surroundings, TIMETABLE, 20)
    lines = [line for line in visitor.get("/metrics").text.splitlines() if not line.startswith("#")]
    assert "remote_cm_tick_age_seconds 20.0" in lines
    assert "remote_cm_postgres_up 1.0" in lines
    assert all("{" not in line for line in lines)


@pytest.mark.parametrize("metric", ["remote_cm_ready 0.0", "remote_cm_redis_up 0.0"])
def test_metrics_answer_while_the_database_is_away(away_visitor: Visitor, metric: str) -> None:
    assert metric in away_visitor.get("/metrics").text
