"""Somebody rings the line: it is never answered, so it costs them nothing, and a person rings back.

A missed call asks for a call without credit (SMS vocabulary §5.1.7).
"""

from call_flows.effects import Effect, KeepInInbox, MakeTask, OpenAlert
from call_flows.steps import Step, TurnAway
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import LadderName, SenderKind, StaffRole


def next_step() -> Step:
    """Busy, at once, whoever rings: nothing of us is heard by whoever holds the phone (N3, N6)."""
    return TurnAway()


def decide_effects_of_ring(caller: SenderKind, is_second: bool) -> tuple[Effect, ...]:
    """What a ring leads to; ``is_second`` when the same number rang a few minutes before.

    Two rings of a volunteer mean what the digit 8 means. Nobody is called back by the machine: for a family the
    page shows the contact plan, and a stranger may be a child beside the one they fear.
    """
    match caller:
        case SenderKind.VOLUNTEER if is_second:
            return (OpenAlert(LadderName.HELP),)
        case SenderKind.VOLUNTEER | SenderKind.FAMILY:
            return (MakeTask(TaskKind.MISSED_CALL, StaffRole.CASEWORKER),)
        case SenderKind.STAFF:
            return (KeepInInbox(),)
        case SenderKind.UNKNOWN:
            return (KeepInInbox(), MakeTask(TaskKind.MISSED_CALL, StaffRole.CASEWORKER))
        case SenderKind.WITHHELD:
            return (MakeTask(TaskKind.NUMBER_WITHHELD, StaffRole.CASEWORKER),)
