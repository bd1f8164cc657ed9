"""The call script of one language, read from its files: one for each domain, and one for each other part of it."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

from remote_cm.domain.call_extras import Packs
from remote_cm.domain.call_script import Script
from remote_cm.script_library import monitoring_files as files_of
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.monitoring_checks import DOMAIN_FILE, faults_alone, faults_together
from remote_cm.script_library.monitoring_files import PARTS, DomainFile, MonitoringFile
from remote_cm.script_library.typed_yaml import read_as

_File = TypeVar("_File", bound=MonitoringFile)


def load_script(folder: Path, language: str) -> Script:
    """The call script of a language below a scripts folder, read once per process. Raises BadInput with every fault."""
    return _load(existing_dir(folder), language)


@lru_cache(maxsize=8)
def _load(folder: Path, language: str) -> Script:
    script, faults = read_script(folder, language)
    refuse_faults(faults)
    if script is None:
        raise AssertionError("a script without faults has a value")
    return script


def read_script(folder: Path, language: str) -> tuple[Script | None, tuple[ScriptFault, ...]]:
    """The call script of a language with the faults of all its files; None while any is too broken to be used."""
    located = {
        name: read_located(folder, f"monitoring/{language}/{name}") for name in monitoring_files(folder, language)
    }
    faults = [fault for name, file in located.items() for fault in faults_alone(name, file, language)]
    faults += faults_together(located, language)
    values: dict[str, MonitoringFile] = {}
    for name, file in located.items():
        model = DomainFile if DOMAIN_FILE.fullmatch(name) else PARTS.get(name)
        if model is not None:
            value, found = read_as(model, file)
            faults += found
            if value is not None:
                values[name] = value
    return (None, tuple(faults)) if faults else (_script(values), ())


def monitoring_files(folder: Path, language: str) -> tuple[str, ...]:
    """The files of one language below its folder, in the order of the call; every part is named, also when missing."""
    below = folder / "monitoring" / language
    found = {path.relative_to(below).as_posix() for path in below.rglob("*.yaml")}
    before, *rest = PARTS
    first = [before, files_of.OPENING]
    domains = sorted(name for name in found if DOMAIN_FILE.fullmatch(name))
    unknown = sorted(found - PARTS.keys() - set(domains))
    return tuple(dict.fromkeys([*first, *domains, *rest, *unknown]))


def _script(values: Mapping[str, MonitoringFile]) -> Script:
    opening = _part(values, files_of.OPENING, files_of.OpeningFile)
    closing = _part(values, files_of.CLOSING, files_of.ClosingFile)
    return Script(
        version=opening.version,
        language=opening.language,
        is_reviewed=all(value.reviewed for value in values.values()),
        opening=opening.steps,
        domains=tuple(value.script() for value in values.values() if isinstance(value, DomainFile)),
        closing=closing.steps,
        before=_part(values, files_of.BEFORE, files_of.BeforeFile).steps,
        after=closing.after,
        protocols=_part(values, files_of.PROTOCOLS, files_of.ProtocolsFile).protocols,
        guides=_part(values, files_of.GUIDES, files_of.GuidesFile).guides,
        household=_part(values, files_of.HOUSEHOLD, files_of.HouseholdFile).line(),
        extras=_part(values, files_of.EXTRAS, files_of.ExtrasFile).extras(),
        collateral=_part(values, files_of.COLLATERAL, files_of.CollateralFile).script(),
        packs=Packs(
            _part(values, files_of.OUTBREAK, files_of.OutbreakFile).pack(),
            _part(values, files_of.PLAY, files_of.PlayFile).pack(),
        ),
        reminders=_part(values, files_of.REMINDERS, files_of.RemindersFile).reminders,
    )


def _part(values: Mapping[str, MonitoringFile], name: str, model: type[_File]) -> _File:
    value = values[name]
    if not isinstance(value, model):
        raise AssertionError(f"{name} was read as another file")
    return value
