"""The command ``remote-cm``: what operators and the rules' readers type; errors are one line each on standard error."""

import argparse
import gc
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, redirect_stdout
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from remote_cm.domain.refusal import BadInput, Fault, Refusal

if TYPE_CHECKING:
    from remote_cm.services.surroundings import Surroundings
    from remote_cm.settings import Settings

# Everything heavy is imported by the command that needs it: a rule is explained in well under half a second.

BAD_INPUT = 2
FAILED_CHECK = 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code: 0 done, 1 a check failed, 2 bad input."""
    chosen = _parser().parse_args(arguments)
    run: Callable[[argparse.Namespace], int] = chosen.run
    try:
        return run(chosen)
    except BadInput as refused:
        for fault in refused.faults:
            print(f"remote-cm: {fault}", file=sys.stderr)
        return BAD_INPUT
    except Refusal as refused:
        print(f"remote-cm: {refused}", file=sys.stderr)
        return FAILED_CHECK


class _Parser(argparse.ArgumentParser):
    """Says what is wrong with what was typed in one line, like every other error here."""

    def error(self, message: str) -> NoReturn:
        """Leave with the code for bad input. The message of argparse names the argument."""
        self.exit(BAD_INPUT, f"{self.prog}: {message.replace(chr(10), ' ')}\n")


def _parser() -> _Parser:
    parser = _Parser(prog="remote-cm", description="Keeps in touch with children whom nobody can visit.")
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    _add(commands, "up", _up, "start everything: database, queue, web, workers, timetable, watch, phone simulator")
    _add(commands, "migrate", _migrate, "bring the database to the newest shape")
    demo = _add(commands, "demo", _demo, "load the invented demo caseload")
    demo.add_argument("--first-start", action="store_true", help="only when the database holds no staff yet")
    _add(commands, "doctor", _doctor, "look at settings, keys, numbers, clocks, channels and webhooks: what is wrong")
    load = _add(commands, "load", _load, "load staff, volunteers, cases, contacts and consents from a file")
    load.add_argument("file", nargs="?", type=Path, help="a JSON file")
    load.add_argument("--schema", action="store_true", help="print the JSON Schema of the file instead")
    tick = _add(commands, "tick", _tick, "one pass of the timetable in this process, without Redis")
    tick.add_argument("--at", type=_moment, help="as if it were this moment, ISO 8601 with its zone")
    check = _add(commands, "check-scripts", _check_scripts, "find every fault in scripts, texts and policy")
    check.add_argument("folder", nargs="?", type=Path)
    _add_explain(commands)
    return parser


def _add(
    commands: "argparse._SubParsersAction[_Parser]",
    name: str,
    run: Callable[[argparse.Namespace], int],
    what: str,
) -> _Parser:
    command = commands.add_parser(name, help=what, description=what)
    command.set_defaults(run=run)
    return command


def _add_explain(commands: "argparse._SubParsersAction[_Parser]") -> None:
    explain = commands.add_parser("explain", help="what a rule says and why; JSON in, JSON out, no database")
    rules = explain.add_subparsers(required=True, metavar="RULE")
    _add(rules, "risk", _quickly(_explain_risk), "the level of a call, from JSON on standard input")
    _add(rules, "next-call", _quickly(_explain_next_call), "when the next call is due, from JSON on standard input")
    _add(
        rules, "contact", _quickly(_explain_contact), "whether somebody may be reached now, from JSON on standard input"
    )
    sms = _add(rules, "sms", _quickly(_explain_sms), "how a volunteer's text is read")
    sms.add_argument("text")
    sms.add_argument("--language")
    sms.add_argument("--aliases", default="", help="the volunteer's own, such as 47K,12F")


def _moment(text: str) -> datetime:
    wrong = argparse.ArgumentTypeError("give a moment with its zone, such as 2026-11-22T10:00+06:00")
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise wrong from None
    if moment.tzinfo is None:
        raise wrong
    return moment.astimezone(UTC)


def _scripts_dir() -> Path:
    from remote_cm.script_library import find_scripts_dir

    chosen = os.environ.get("REMOTE_CM_SCRIPTS_DIR")
    return find_scripts_dir(Path(chosen) if chosen else None)


def _zone() -> ZoneInfo:
    name = os.environ.get("TIMEZONE") or "Asia/Dhaka"
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as unknown:
        raise BadInput(Fault("TIMEZONE", "is wrong: give a name like Asia/Dhaka")) from unknown


def _settings() -> "Settings":
    """The environment's settings; beside a running ``make run``, those of that."""
    from remote_cm.local_stack.environment import with_running_stack
    from remote_cm.settings import read_settings

    return read_settings(with_running_stack(os.environ))


@contextmanager
def _surroundings(settings: "Settings") -> "Iterator[Surroundings]":
    """What a command works with, let go at its end. Raises Refusal when there is no database to work on."""
    from remote_cm.wiring import make_surroundings

    around = make_surroundings(settings)
    try:
        if not around.database.is_answering():
            raise Refusal("the database does not answer: is DATABASE_URL right, and does the server run?")
        # What is logged on the way is not what was asked for.
        with redirect_stdout(sys.stderr):
            yield around
    finally:
        around.database.close()


def _quickly(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """A process that lives for a blink has no use for the garbage collector, which costs it a tenth of its time."""

    def without_collecting(chosen: argparse.Namespace) -> int:
        gc.disable()
        try:
            return run(chosen)
        finally:
            gc.enable()

    return without_collecting


def _show(answer: dict[str, object]) -> int:
    print(json.dumps(answer, ensure_ascii=False, indent=2))
    return 0


def _explain_risk(_: argparse.Namespace) -> int:
    from remote_cm.script_library import load_policy
    from remote_cm.services.explain_risk import explain_risk

    return _show(explain_risk(sys.stdin.read(), load_policy(_scripts_dir()).risk))


def _explain_next_call(_: argparse.Namespace) -> int:
    from remote_cm.script_library import load_policy
    from remote_cm.services.explain_next_call import explain_next_call

    policy = load_policy(_scripts_dir())
    return _show(explain_next_call(sys.stdin.read(), policy.cadence, policy.calendar, _zone(), datetime.now(UTC)))


def _explain_contact(_: argparse.Namespace) -> int:
    from remote_cm.script_library import load_policy
    from remote_cm.services.explain_contact import explain_contact

    return _show(explain_contact(sys.stdin.read(), load_policy(_scripts_dir()).safety_gate, _zone()))


def _explain_sms(chosen: argparse.Namespace) -> int:
    from remote_cm.script_library import load_policy, load_sms_vocabulary
    from remote_cm.services.explain_sms import explain_sms

    folder = _scripts_dir()
    aliases = [alias for alias in chosen.aliases.split(",") if alias]
    policy = load_policy(folder).grammar
    return _show(explain_sms(chosen.text, chosen.language, aliases, load_sms_vocabulary(folder), policy))


def _up(_: argparse.Namespace) -> int:
    from remote_cm.local_stack.bring_up import run_everything

    return run_everything(dict(os.environ))


def _migrate(_: argparse.Namespace) -> int:
    from remote_cm.wiring import migrate_database

    migrate_database(_settings())
    print("The database has the newest shape.")
    return 0


def _demo(chosen: argparse.Namespace) -> int:
    from remote_cm.services.load_demo import load_demo

    settings = _settings()
    if settings.is_production or settings.demo_password is None:
        raise BadInput(
            Fault("REMOTE_CM_DEMO_PASSWORD", "the demo needs a password for its people, and is never loaded live")
        )
    with _surroundings(settings) as around:
        sign_ins = load_demo(around, settings.demo_password, only_when_empty=chosen.first_start)
    print(f"Demo sign-ins, all with the password {settings.demo_password}")
    for sign_in in sign_ins:
        print(f"  {sign_in.username:<10} {sign_in.role}")
    return 0


def _load(chosen: argparse.Namespace) -> int:
    from remote_cm.services.load_people import load_people, people_file_schema

    if chosen.schema:
        return _show(people_file_schema())
    if chosen.file is None:
        raise BadInput(Fault("load", "name a JSON file, or ask for --schema"))
    try:
        document = chosen.file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as broken:
        raise BadInput(Fault(str(chosen.file), f"cannot be read as text: {broken.__class__.__name__}")) from broken
    with _surroundings(_settings()) as around:
        report = load_people(around, document)
    print("Loaded: " + ", ".join(f"{count} {name}" for name, count in report.counts.items() if count))
    return 0


def _doctor(_: argparse.Namespace) -> int:
    from remote_cm.local_stack.environment import with_running_stack
    from remote_cm.wiring import examine

    # What is logged on the way is not what was asked for.
    with redirect_stdout(sys.stderr):
        findings = examine(with_running_stack(os.environ))
    for finding in findings:
        print(finding)
    return FAILED_CHECK if any(finding.is_wrong for finding in findings) else 0


def _tick(chosen: argparse.Namespace) -> int:
    from remote_cm.services.run_tick import run_whole_tick

    with _surroundings(_settings()) as around:
        report = run_whole_tick(around if chosen.at is None else around.at(chosen.at))
    print(
        f"Planned {report.planned}, raised {report.raised} late tasks, climbed {report.climbed} alerts, "
        f"handed over {report.handed_over} messages."
    )
    return 0


def _check_scripts(chosen: argparse.Namespace) -> int:
    from remote_cm.script_library import check_scripts

    faults = check_scripts(chosen.folder or _scripts_dir(), datetime.now(UTC).date())
    for fault in faults:
        print(f"remote-cm: {fault}", file=sys.stderr)
    if not faults:
        print("Every script, text and policy file is in order.")
    return FAILED_CHECK if faults else 0
