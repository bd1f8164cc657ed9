"""Checks every script, text and policy file and tells all faults at once (``remote-cm check-scripts``)."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from remote_cm.domain.outbound_words import ForbiddenWords
from remote_cm.script_library.debrief import debrief_faults
from remote_cm.script_library.faults import ScriptFault
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.monitoring import monitoring_files, read_script
from remote_cm.script_library.monitoring_checks import out_of_date_faults
from remote_cm.script_library.monitoring_files import OUTBREAK
from remote_cm.script_library.policy import DEFAULT_POLICY, read_policy
from remote_cm.script_library.sms_vocabulary import read_sms_vocabulary
from remote_cm.script_library.text_checks import spoken_faults, texts_faults
from remote_cm.script_library.texts import FALLBACK, FORBIDDEN, ForbiddenFile
from remote_cm.script_library.typed_yaml import read_as


def check_scripts(folder: Path, today: date | None = None) -> tuple[ScriptFault, ...]:
    """Every fault in a scripts folder, by file and line; none means that the service can start with it.

    What is out of date on ``today`` is a fault too; without a day nothing is. Files are read anew. Raises BadInput when
    there is no such folder.
    """
    return tuple(sorted(set(_all_faults(existing_dir(folder), today))))


def _all_faults(folder: Path, today: date | None) -> Iterator[ScriptFault]:
    for file in _policy_files(folder):
        yield from read_policy(folder, file)[1]
    words, faults = read_as(ForbiddenFile, read_located(folder, FORBIDDEN))
    yield from faults
    yield from texts_faults(folder, None if words is None else words.texts)
    yield from read_sms_vocabulary(folder)[1]
    yield from debrief_faults(folder)
    for language in _script_languages(folder):
        yield from read_script(folder, language)[1]
        yield from _spoken_faults(folder, language, None if words is None else words.spoken)
        if today is not None:
            yield from out_of_date_faults(read_located(folder, f"monitoring/{language}/{OUTBREAK}"), today)


def _policy_files(folder: Path) -> list[str]:
    found = {f"policy/{path.name}" for path in (folder / "policy").glob("*.yaml")}
    return sorted(found | {f"policy/{DEFAULT_POLICY}.yaml"})


def _script_languages(folder: Path) -> list[str]:
    found = {path.name for path in (folder / "monitoring").glob("*") if path.is_dir()}
    return sorted(found | {FALLBACK})


def _spoken_faults(folder: Path, language: str, forbidden: ForbiddenWords | None) -> Iterator[ScriptFault]:
    if forbidden is None:
        return
    for name in monitoring_files(folder, language):
        yield from spoken_faults(read_located(folder, f"monitoring/{language}/{name}"), forbidden)
