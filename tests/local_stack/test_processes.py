"""A process of ours is known by more than its number, and is stopped whole."""

import json
import os
import signal
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from remote_cm.local_stack.processes import (
    ended_within,
    is_alive,
    launch,
    left_running,
    stop,
    stop_left_running,
    wait_until,
)

_LONG = ["sleep", "300"]
_WITH_A_CHILD = ["sh", "-c", "sleep 300 & wait"]
_DEAF = ["sh", "-c", "trap '' TERM; sleep 300 & wait; wait"]


@contextmanager
def _running(command: list[str], mark: Path) -> Iterator[subprocess.Popen[bytes]]:
    process = launch(command, mark=mark)
    try:
        yield process
    finally:
        stop(process, mark, 0)


def test_what_was_left_running_is_found_with_its_children_and_stopped(tmp_path: Path) -> None:
    mark = tmp_path / "part.process"
    with _running(_WITH_A_CHILD, mark) as process:
        assert wait_until(lambda: len(left_running(mark)) == 2, 5)
        members = left_running(mark)
        assert process.pid in members
        assert stop_left_running(mark, seconds=0.3) == members
        assert wait_until(lambda: not any(is_alive(pid) for pid in members), 5)
        assert not mark.exists()


def test_a_child_whose_parent_was_killed_is_still_known_as_ours(tmp_path: Path) -> None:
    mark = tmp_path / "part.process"
    with _running(_WITH_A_CHILD, mark) as process:
        assert wait_until(lambda: len(left_running(mark)) == 2, 5)
        process.kill()
        process.wait()
        (orphan,) = left_running(mark)
        assert orphan != process.pid
        stop_left_running(mark)
        assert not is_alive(orphan)


def test_one_that_ignores_the_wish_to_stop_is_ended_by_force(tmp_path: Path) -> None:
    mark = tmp_path / "part.process"
    with _running(_DEAF, mark) as process:
        assert wait_until(lambda: len(left_running(mark)) == 2, 5)
        stop_left_running(mark, seconds=0.1)
        assert ended_within(process, 5)
        assert process.returncode == -signal.SIGKILL


def test_another_program_with_the_same_number_is_left_alone(tmp_path: Path) -> None:
    with _running(_LONG, tmp_path / "real.process") as process:
        known = json.loads((tmp_path / "real.process").read_text())
        for changed in ({"began": known["began"] + 1}, {"boot": "another boot"}, {"pid": os.getpid()}):
            mark = tmp_path / "stale.process"
            mark.write_text(json.dumps({**known, **changed}))
            assert stop_left_running(mark) == ()
        assert process.poll() is None


def test_no_mark_or_a_half_written_one_is_nobody(tmp_path: Path) -> None:
    (tmp_path / "half.process").write_text('{"pid": ')
    assert left_running(tmp_path / "none.process") == ()
    assert stop_left_running(tmp_path / "half.process") == ()


def test_a_process_gets_what_it_is_told_and_leads_a_session_of_its_own(tmp_path: Path) -> None:
    process = launch(
        ["sh", "-c", "cat; echo $ONLY; echo wrong >&2; ps -o sid= -p $$"],
        mark=tmp_path / "part.process",
        environ={"ONLY": "this", "PATH": os.environ["PATH"]},
        stdin=b"by standard input\n",
        output=subprocess.PIPE,
    )
    assert process.stdout is not None
    with process.stdout as said:
        lines = said.read().decode().split()
    stop(process, tmp_path / "part.process", 5)
    assert lines == ["by", "standard", "input", "this", "wrong", str(process.pid)]


def test_waiting_ends(tmp_path: Path) -> None:
    assert wait_until(lambda: True, 0)
    assert not wait_until(lambda: False, 0.05, pause=0.01)
    with _running(_LONG, tmp_path / "part.process") as process:
        assert not ended_within(process, 0.01)
