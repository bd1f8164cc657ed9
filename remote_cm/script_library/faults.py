"""What is wrong in a script file, said so that its editor finds the place."""

from collections.abc import Iterable
from dataclasses import dataclass

from remote_cm.domain.refusal import BadInput, Fault


@dataclass(frozen=True, order=True)
class ScriptFault:
    """One fault: the file below the scripts folder, its line from 1, the place inside it, and what would be right."""

    file: str
    line: int
    where: str
    what: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}"
        return f"{place}: {self.where}: {self.what}" if self.where else f"{place}: {self.what}"


def refuse_faults(faults: Iterable[ScriptFault]) -> None:
    """Raise BadInput with every fault, or do nothing when there are none."""
    found = sorted(set(faults))
    if found:
        raise BadInput(
            *(Fault(" ".join(filter(None, (f"{fault.file}:{fault.line}", fault.where))), fault.what) for fault in found)
        )
