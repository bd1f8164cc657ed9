"""The commands that work on the database: load, tick, demo, migrate; and the check of the scripts."""

import json
import shutil
from pathlib import Path

import pytest
from sqlalchemy import func, select

from remote_cm.script_library import find_scripts_dir
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.people import Staff
from tests.cli.command import CommandLine
from tests.factories import CHILD_NUMBER, PASSWORD, case_row, make_people, team_file
from tests.services.calls_by_hand import rows


@pytest.fixture
def people_file(tmp_path: Path) -> Path:
    path = tmp_path / "people.json"
    path.write_text(json.dumps(team_file() | {"cases": [case_row()]}), encoding="utf-8")
    return path


def test_load_stores_a_file_and_counts_what_it_held(
    operate: CommandLine, surroundings: Surroundings, people_file: Path
) -> None:
    for _ in range(2):
        said = operate("load", str(people_file))
        assert (said.code, said.err) == (0, "")
        assert said.out == "Loaded: 2 teams, 1 camps, 8 staff, 6 duties, 1 volunteers, 1 cases\n"
    assert [case.code for case in rows(surroundings, CaseFile)] == ["CX-TEST"]


def test_load_refuses_a_file_with_one_line_for_each_fault_and_stores_nothing(
    operate: CommandLine, surroundings: Surroundings, people_file: Path
) -> None:
    broken = team_file() | {"cases": [case_row(caseworker="CW-7", camp="CXB-999"), case_row()]}
    people_file.write_text(json.dumps(broken), encoding="utf-8")
    said = operate("load", str(people_file))
    assert (said.code, said.out) == (2, "")
    assert [line.split(": ")[1] for line in said.faults] == ["cases", "cases.0.caseworker", "cases.0.camp"]
    assert CHILD_NUMBER not in said.err
    assert rows(surroundings, Staff) == []


@pytest.mark.parametrize("content", [None, b"\xff\xfe\x00", b"{"])
def test_load_of_what_cannot_be_read_is_one_fault(operate: CommandLine, tmp_path: Path, content: bytes | None) -> None:
    path = tmp_path / "people.json"
    if content is not None:
        path.write_bytes(content)
    said = operate("load", str(path))
    assert (said.code, said.out, len(said.faults)) == (2, "", 1)


def test_load_without_a_file_says_what_it_wants(operate: CommandLine) -> None:
    said = operate("load")
    assert (said.code, said.err) == (2, "remote-cm: load: name a JSON file, or ask for --schema\n")


def test_the_schema_needs_no_database(type_command: CommandLine) -> None:
    said = type_command("load", "--schema")
    assert (said.code, said.err) == (0, "")
    assert {"staff", "cases"} < set(json.loads(said.out)["properties"])


def test_a_tick_plans_and_raises_in_this_process(operate: CommandLine, people_file: Path) -> None:
    operate("load", str(people_file))
    now = "2026-11-22T10:00:00+06:00"
    nothing = "Planned 0, raised 0 late tasks, climbed 0 alerts, handed over 0 messages.\n"
    planned = nothing.replace("Planned 0", "Planned 1")
    assert [operate("tick", "--at", now).out for _ in range(2)] == [planned, nothing]
    late = nothing.replace("raised 0", "raised 1")
    assert operate("tick", "--at", "2026-12-22T10:00:00+06:00").out == late


def test_a_command_beside_a_database_that_is_away_fails_in_one_line(
    operate: CommandLine, monkeypatch: pytest.MonkeyPatch, people_file: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:nothing@127.0.0.1:9/none")
    for typed in (("tick",), ("load", str(people_file)), ("demo",)):
        said = operate(*typed)
        assert (said.code, said.out, len(said.faults)) == (1, "", 1)
        assert "nothing" not in said.err


def test_settings_that_are_missing_are_one_line_each(operate: CommandLine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SECRET_KEY")
    monkeypatch.setenv("REDIS_URL", "nonsense")
    said = operate("tick")
    assert said.code == 2
    assert sorted(line.split(": ")[1] for line in said.faults) == ["REDIS_URL", "SECRET_KEY"]


def test_migrate_may_be_run_again(operate: CommandLine, surroundings: Surroundings) -> None:
    make_people(surroundings, case_row())
    said = operate("migrate")
    assert (said.code, said.out, said.err) == (0, "The database has the newest shape.\n", "")
    with surroundings.database.unit_of_work() as work:
        assert work.session.scalar(select(func.count()).select_from(CaseFile)) == 1


def test_the_demo_says_how_its_people_sign_in(
    operate: CommandLine, loaded_demo: Surroundings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REMOTE_CM_DEMO_PASSWORD", "a password of the demo")
    said = operate("demo", "--first-start")
    assert (said.code, said.err) == (0, "")
    assert "a password of the demo" in said.out
    assert [line.split() for line in said.out.splitlines()[1:3]] == [["sup-01", "supervisor"], ["sup-02", "supervisor"]]
    assert len(rows(loaded_demo, CaseFile)) == 120


def test_the_demo_leaves_a_database_in_use_alone_at_first_start(
    operate: CommandLine, surroundings: Surroundings
) -> None:
    make_people(surroundings, case_row())
    assert operate("demo", "--first-start").code == 0
    assert [case.code for case in rows(surroundings, CaseFile)] == ["CX-TEST"]


@pytest.mark.parametrize("live", [True, False])
def test_the_demo_is_never_loaded_live_or_without_a_password_for_its_people(
    operate: CommandLine, surroundings: Surroundings, monkeypatch: pytest.MonkeyPatch, live: bool
) -> None:
    monkeypatch.delenv("REMOTE_CM_DEMO_PASSWORD")
    if live:
        monkeypatch.setenv("REMOTE_CM_ENV", "production")
        monkeypatch.setenv("PUBLIC_BASE_URL", "https://service.example.org")
        monkeypatch.delenv("TWILIO_API_BASE_URL")
    said = operate("demo")
    assert (said.code, said.out) == (2, "")
    assert "remote-cm: REMOTE_CM_DEMO_PASSWORD: " in said.err
    assert rows(surroundings, Staff) == []
    assert PASSWORD not in said.err


def test_scripts_in_order_and_scripts_with_faults(type_command: CommandLine, tmp_path: Path) -> None:
    said = type_command("check-scripts")
    assert (said.code, said.out, said.err) == (0, "Every script, text and policy file is in order.\n", "")
    folder = tmp_path / "scripts"
    shutil.copytree(find_scripts_dir(None), folder)
    policy = folder / "policy" / "cxb-default.yaml"
    changed = policy.read_text(encoding="utf-8").replace("carry_green_days: 28", "carry_green_days: many")
    policy.write_text(changed.replace("attempts_per_day: 4", "attempts: 4"), encoding="utf-8")
    said = type_command("check-scripts", str(folder))
    assert (said.code, said.out) == (1, "")
    assert len(said.faults) == 3
    assert all(line.startswith("remote-cm: policy/cxb-default.yaml:") for line in said.faults)


def test_a_folder_that_is_not_there_cannot_be_checked(type_command: CommandLine) -> None:
    said = type_command("check-scripts", "/nowhere")
    assert (said.code, said.err) == (2, "remote-cm: /nowhere: is not a folder\n")
