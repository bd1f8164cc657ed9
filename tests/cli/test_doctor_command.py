"""``remote-cm doctor``: one line for each part, and the exit code for whoever asks by a script."""

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from remote_cm.services.check_health import TIMETABLE, WATCH
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.heartbeats import add_heartbeat
from tests.cli.command import CommandLine
from tests.phone_simulator.simulated_network import ACCOUNT_SID, AUTH_TOKEN, Network, running_network


@pytest.fixture(scope="module")
def network() -> Iterator[Network]:
    with running_network() as running:
        yield running


@pytest.fixture
def beside_a_provider(
    operate: CommandLine, network: Network, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> CommandLine:
    """A command line beside a service in which everything works."""
    for name, value in {
        "TWILIO_ACCOUNT_SID": ACCOUNT_SID,
        "TWILIO_AUTH_TOKEN": AUTH_TOKEN,
        "TWILIO_API_BASE_URL": network.simulator_url,
        "PUBLIC_BASE_URL": network.service_url,
        "EMERGENCY_PHONE_NUMBERS": "+12025550180",
        "NO_PROXY": "127.0.0.1",
    }.items():
        monkeypatch.setenv(name, value)
    with surroundings.database.unit_of_work() as work:
        for name in (TIMETABLE, WATCH):
            add_heartbeat(work.session, name, datetime.now(UTC))
        work.commit()
    return operate


def test_a_service_in_order_is_one_ok_for_each_part_and_exits_well(beside_a_provider: CommandLine) -> None:
    said = beside_a_provider("doctor")
    assert [line for line in said.out.splitlines() if not line.startswith("ok ")] == []
    assert "ok settings\n" in said.out
    assert said.code == 0


def test_what_is_wrong_is_told_with_how_to_mend_it_and_fails(
    beside_a_provider: CommandLine, network: Network, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PUBLIC_BASE_URL", "https://moved.example.org")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    said = beside_a_provider("doctor")
    wrong = [line for line in said.out.splitlines() if line.startswith("wrong ")]
    assert wrong[0] == "wrong queue: Redis does not answer: see that its server runs, and that REDIS_URL fits"
    assert wrong[1].startswith("wrong number's voice_url: set it to https://moved.example.org/webhooks/twilio/voice#")
    assert (said.code, len(wrong)) == (1, 6)
    assert AUTH_TOKEN not in said.out + said.err
    assert network.service_url not in said.out


def test_with_nothing_in_reach_every_part_is_a_line_still(
    operate: CommandLine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1:9/none")
    monkeypatch.setenv("REDIS_URL", "redis://127.0.0.1:9")
    monkeypatch.setenv("REMOTE_CM_SCRIPTS_DIR", "/")
    said = operate("doctor")
    wrong = {line.split(":")[0].removeprefix("wrong ") for line in said.out.splitlines() if line.startswith("wrong ")}
    assert {"scripts", "database", "queue", "emergency numbers", "provider"} == wrong
    assert said.code == 1
    assert "nothing@" not in said.out + said.err


def test_settings_that_are_wrong_are_a_line_each(operate: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("REDIS_URL", "nonsense")
    said = operate("doctor")
    assert sorted(line.split(":")[0] for line in said.out.splitlines()) == ["wrong settings", "wrong settings"]
    assert (said.code, "nonsense" in said.out) == (1, False)
