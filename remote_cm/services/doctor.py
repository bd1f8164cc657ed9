"""``remote-cm doctor``: looks at everything that the service needs, and says of each how to mend it."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from remote_cm.ports import Clock, ProviderAccount
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings

#: A part that takes longer is as good as away.
PATIENCE_SECONDS = 20.0

#: Without it, what is kept in it cannot be looked at.
DATABASE = "database"


@dataclass(frozen=True)
class Finding:
    """One line: what was looked at and, where it is wrong, how to mend it. Says nothing of anybody."""

    what: str
    mend: str | None = None

    @property
    def is_wrong(self) -> bool:
        """Whether somebody has something to do."""
        return self.mend is not None

    def __str__(self) -> str:
        return f"ok {self.what}" if self.mend is None else f"wrong {self.what}: {self.mend}"


@dataclass(frozen=True)
class Patient:
    """Everything that is looked at. ``wall_clock`` is the machine's own, which nobody moves."""

    around: Surroundings
    settings: Settings
    account: ProviderAccount
    newest_revision: str
    wall_clock: Clock


Check = Callable[[Patient], Iterator[Finding]]

Within = Callable[[float, Callable[[], Sequence[Finding]]], Sequence[Finding]]
"""Waits for something for so many seconds, and raises TimeoutError after that."""


@dataclass(frozen=True)
class NamedCheck:
    """A check, what it looks at, and what to look at where it cannot be done. With ``needs_database`` it is left out
    while there is none.
    """

    what: str
    look: Check
    mend: str
    needs_database: bool = False


def diagnose(patient: Patient, checks: Sequence[NamedCheck], within: Within) -> Sequence[Finding]:
    """What every check finds, in order. Never raises: a part that cannot be looked at is a line too."""
    findings: list[Finding] = []
    for check in checks:
        if check.needs_database and any(found.what == DATABASE and found.is_wrong for found in findings):
            continue
        findings += _look(patient, check, within)
    return findings


def _look(patient: Patient, check: NamedCheck, within: Within) -> Sequence[Finding]:
    try:
        return within(PATIENCE_SECONDS, lambda: list(check.look(patient)))
    except TimeoutError:
        return [Finding(check.what, f"did not answer in {PATIENCE_SECONDS:.0f} seconds; {check.mend}")]
    except Exception as broken:  # noqa: BLE001 - whatever it was, an operator is told in one line, and of the rest too
        return [Finding(check.what, f"cannot be looked at ({type(broken).__name__}); {check.mend}")]
