"""The embedded Redis: a password, no port, and nothing forgotten after a crash."""

import stat
import subprocess
from pathlib import Path

import pytest
import redis
from redis.backoff import NoBackoff
from redis.retry import Retry

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.data_folder import open_data_folder
from remote_cm.local_stack.embedded_redis import redis_files, start_redis
from remote_cm.local_stack.secrets_file import new_secrets


def test_it_asks_for_a_password_and_has_no_port(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    running = start_redis(folder, secrets)
    files = redis_files(folder, secrets)
    with redis.Redis.from_url(running.url) as known:
        assert known.config_get("port") == {"port": "0"}
        assert known.config_get("appendonly") == {"appendonly": "yes"}
        assert known.config_get("appendfsync") == {"appendfsync": "everysec"}
        assert known.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
    once = Retry(NoBackoff(), retries=0)
    unknown = redis.Redis(unix_socket_path=str(files.socket), retry=once)
    with unknown, pytest.raises(redis.AuthenticationError):
        unknown.get("anything")
    assert stat.S_IMODE(files.socket.parent.stat().st_mode) == 0o700
    listed = subprocess.run(["ps", "-eo", "args"], capture_output=True, text=True, check=True).stdout
    assert secrets.redis_password not in listed + repr(running) + repr(files)
    running.stop()


def test_what_was_written_is_there_after_a_kill_and_after_an_orderly_stop(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    first = start_redis(folder, secrets)
    with redis.Redis.from_url(first.url) as client:
        client.set("job", "owed")
    first.process.kill()
    first.process.wait()
    second = start_redis(folder, secrets)
    with redis.Redis.from_url(second.url) as client:
        assert client.get("job") == b"owed"
        client.set("job", "done")
    second.stop()
    third = start_redis(folder, secrets)
    with redis.Redis.from_url(third.url) as client:
        assert client.get("job") == b"done"
    third.stop()


def test_one_that_an_earlier_run_left_is_stopped_first(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    left = start_redis(folder, secrets)
    second = start_redis(folder, secrets)
    assert left.process.wait(5) is not None
    second.stop()


def test_one_that_cannot_start_says_why(tmp_path: Path) -> None:
    folder, secrets = open_data_folder(tmp_path / "data"), new_secrets()
    redis_files(folder, secrets).data.joinpath("appendonly.aof").write_bytes(b"*not what redis writes\r\n")
    redis_files(folder, secrets).data.joinpath("appendonlydir").write_text("a file where a folder has to be")
    with pytest.raises(CannotStart, match="Redis does not start"):
        start_redis(folder, secrets)
