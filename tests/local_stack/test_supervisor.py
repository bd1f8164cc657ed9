"""A part that dies comes back; one that keeps dying is said loudly and stops all; stopping leaves nothing."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from remote_cm.local_stack.cannot_start import CannotStart
from remote_cm.local_stack.one_off import Interrupted, run_to_end
from remote_cm.local_stack.processes import is_alive, launch, wait_until
from remote_cm.local_stack.supervisor import Part, Patience, Supervisor, command_part


def _part(tmp_path: Path, name: str, script: str) -> Part:
    return command_part(name, ["sh", "-c", script], os.environ, tmp_path, tmp_path / "running")


def _pids(folder: Path) -> list[int]:
    return [int(line) for line in (folder / "pids").read_text().split()] if (folder / "pids").exists() else []


def test_a_part_that_is_killed_is_started_again_with_a_notice(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append)
    supervisor.keep(_part(tmp_path, "worker", "echo $$ >> pids; exec sleep 300"))
    assert wait_until(lambda: len(_pids(tmp_path)) == 1, 5)
    os.kill(_pids(tmp_path)[0], signal.SIGKILL)
    assert supervisor.watch(until=lambda: len(_pids(tmp_path)) == 2)
    first, second = _pids(tmp_path)
    assert not is_alive(first)
    assert is_alive(second)
    assert said == ["worker was killed by SIGKILL: starting it again"]
    supervisor.stop_all()
    assert not is_alive(second)


def test_a_part_that_keeps_dying_is_given_up_loudly_and_nothing_goes_on_without_it(tmp_path: Path) -> None:
    said: list[str] = []
    supervisor = Supervisor(said.append, Patience(deaths=2, within_seconds=60))
    supervisor.keep(_part(tmp_path, "web", "exec sleep 300"))
    supervisor.keep(_part(tmp_path, "worker", "exit 3"))
    assert not supervisor.watch()
    assert "GIVING UP" in said[-1]
    assert "worker ended with exit code 3" in said[-1]
    assert not supervisor.is_asked_to_stop
    supervisor.stop_all()
    assert list((tmp_path / "running").iterdir()) == []


def test_deaths_that_are_far_apart_are_borne(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _: None, Patience(deaths=2, within_seconds=0))
    supervisor.keep(_part(tmp_path, "worker", "echo $$ >> pids"))
    assert supervisor.watch(until=lambda: len(_pids(tmp_path)) >= 4)
    supervisor.stop_all()


def test_foundations_stop_after_all_that_stands_on_them(tmp_path: Path) -> None:
    # Not a shell: one that was itself started with a signal ignored, as in the background, can never trap it.
    script = """if True:
        import pathlib, signal, sys
        asked = {signal.SIGTERM, signal.SIGINT}
        signal.pthread_sigmask(signal.SIG_BLOCK, asked)
        pathlib.Path(sys.argv[1] + "-up").touch()
        signal.sigwait(asked)
        with open("order", "a") as order:
            order.write(sys.argv[1] + "\\n")
    """

    def part(name: str, number: signal.Signals, *, is_foundation: bool) -> Part:
        mark = tmp_path / f"{name}.process"
        return Part(
            name,
            lambda: launch([sys.executable, "-c", script, name], mark=mark, folder=tmp_path, output=subprocess.DEVNULL),
            mark,
            stop_signal=number,
            is_foundation=is_foundation,
        )

    supervisor = Supervisor(lambda _: None)
    supervisor.keep(part("postgres", signal.SIGINT, is_foundation=True))
    supervisor.keep(part("redis", signal.SIGTERM, is_foundation=True))
    supervisor.keep(part("web", signal.SIGTERM, is_foundation=False))
    assert wait_until(lambda: len(list(tmp_path.glob("*-up"))) == 3, 5)
    supervisor.stop_all()
    assert (tmp_path / "order").read_text().split() == ["web", "redis", "postgres"]


def test_one_that_will_not_stop_is_ended_by_force_when_asked_twice(tmp_path: Path) -> None:
    supervisor = Supervisor(lambda _: None)
    supervisor.keep(_part(tmp_path, "deaf", "trap '' TERM; echo $$ > pids; while :; do sleep 0.05; done"))
    assert wait_until(lambda: len(_pids(tmp_path)) == 1, 5)
    supervisor.ask_to_stop()
    supervisor.ask_to_stop()
    supervisor.stop_all()
    assert not is_alive(_pids(tmp_path)[0])


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_ctrl_c_a_plain_kill_and_a_closed_terminal_ask_to_stop(number: signal.Signals) -> None:
    supervisor = Supervisor(lambda _: None)
    before = signal.getsignal(number)
    with supervisor.listening_to_signals():
        os.kill(os.getpid(), number)
        assert not supervisor.watch()
    assert supervisor.is_asked_to_stop
    assert signal.getsignal(number) is before


def test_what_a_part_says_is_shown_with_its_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    supervisor = Supervisor(lambda _: None)
    supervisor.keep(_part(tmp_path, "web", "echo listening; echo trouble >&2; exec sleep 300"))
    shown = ""

    def all_shown() -> bool:
        nonlocal shown
        shown += capsys.readouterr().out
        return "trouble" in shown

    assert wait_until(all_shown, 5)
    supervisor.stop_all()
    assert shown.splitlines() == ["web       | listening", "web       | trouble"]


def test_a_preparation_that_succeeds_gives_back_what_it_said(tmp_path: Path) -> None:
    mark, supervisor = tmp_path / "preparing.process", Supervisor(lambda _: None)
    command = ["sh", "-c", "echo one; echo two"]
    assert run_to_end(command, os.environ, mark, supervisor, lambda _: None) == ["one", "two"]
    assert not mark.exists()


def test_a_preparation_that_fails_stops_the_start_and_says_why(tmp_path: Path) -> None:
    said: list[str] = []
    mark, supervisor = tmp_path / "preparing.process", Supervisor(lambda _: None)
    with pytest.raises(CannotStart, match="exit code 4"):
        run_to_end(["sh", "-c", "echo no such table; exit 4"], os.environ, mark, supervisor, said.append)
    assert said == ["no such table"]
    with pytest.raises(CannotStart, match="cannot be executed"):
        run_to_end([str(tmp_path / "absent")], os.environ, mark, supervisor, said.append)


def test_a_preparation_is_broken_off_when_asked_to_stop(tmp_path: Path) -> None:
    mark, supervisor = tmp_path / "preparing.process", Supervisor(lambda _: None)
    supervisor.ask_to_stop()
    with pytest.raises(Interrupted):
        run_to_end(["sleep", "300"], os.environ, mark, supervisor, lambda _: None)
    assert not mark.exists()
