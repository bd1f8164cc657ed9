"""Whether the service can do its work: the database, the queue, and how old the last rounds are."""

from dataclasses import replace

import pytest

from remote_cm.domain.refusal import BadInput
from remote_cm.gateways.dry_run import DryJobQueue
from remote_cm.services.check_health import check_health
from remote_cm.services.move_clock import MOST_SECONDS, move_clock
from remote_cm.services.run_tick import do_what_is_late, run_tick
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Database, open_database
from remote_cm.storage.encrypted_text import FieldCipher
from tests.frozen_clock import FrozenClock


def test_before_the_first_round_it_is_not_ready(surroundings: Surroundings) -> None:
    health = check_health(surroundings)
    assert (health.postgres, health.redis, health.is_ready) == (True, True, False)
    assert (health.tick_age_seconds, health.watch_age_seconds) == (None, None)


def test_a_stopped_timetable_is_an_alarm(surroundings: Surroundings, clock: FrozenClock) -> None:
    run_tick(surroundings)
    limit = surroundings.policy.tasks.tick_alarm_seconds
    clock.advance(seconds=limit)
    at_the_edge = check_health(surroundings)
    assert (at_the_edge.tick_age_seconds, at_the_edge.is_ready) == (limit, True)
    clock.advance(seconds=1)
    assert not check_health(surroundings).is_ready


def test_the_age_of_the_watch_is_told(surroundings: Surroundings, clock: FrozenClock) -> None:
    do_what_is_late(surroundings)
    clock.advance(seconds=7)
    assert check_health(surroundings).watch_age_seconds == 7


def test_without_its_queue_it_is_not_ready(surroundings: Surroundings, queue: DryJobQueue) -> None:
    run_tick(surroundings)
    queue.is_lost = True
    health = check_health(surroundings)
    assert (health.postgres, health.redis, health.is_ready) == (True, False, False)


def test_without_its_database_it_says_so_and_does_not_fail(surroundings: Surroundings) -> None:
    nowhere = open_database("postgresql+psycopg://nobody:nothing@127.0.0.1:9/none", FieldCipher(("A" * 43 + "=",)))
    away = replace(surroundings, database=Database(nowhere, DryJobQueue()))
    health = check_health(away)
    assert (health.postgres, health.redis, health.is_ready) == (False, True, False)
    nowhere.dispose()


def test_the_clock_of_all_processes_moves_forward_only(surroundings: Surroundings) -> None:
    assert move_clock(surroundings, 3600) == 3600
    assert move_clock(surroundings, 60) == 3660
    assert surroundings.database.clock_offset().total_seconds() == 3660
    for seconds in (0, -1, MOST_SECONDS + 1):
        with pytest.raises(BadInput):
            move_clock(surroundings, seconds)
    assert surroundings.database.clock_offset().total_seconds() == 3660
