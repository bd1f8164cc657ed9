"""Everything that the doctor looks at, in the order in which it is told."""

from collections.abc import Iterator
from datetime import UTC

from remote_cm.script_library import check_scripts, find_scripts_dir
from remote_cm.services import doctor_machine, doctor_provider, doctor_records
from remote_cm.services.doctor import Finding, NamedCheck, Patient


def _look_at_scripts(patient: Patient) -> Iterator[Finding]:
    today = patient.wall_clock.now().astimezone(UTC).date()
    faults = check_scripts(find_scripts_dir(patient.settings.scripts_dir), today)
    yield from (Finding("scripts", str(fault)) for fault in faults)
    if not faults:
        yield Finding("scripts")


EVERY_CHECK: tuple[NamedCheck, ...] = (
    NamedCheck("scripts", _look_at_scripts, "see REMOTE_CM_SCRIPTS_DIR"),
    *doctor_records.CHECKS,
    *doctor_machine.CHECKS,
    *doctor_provider.CHECKS,
)
