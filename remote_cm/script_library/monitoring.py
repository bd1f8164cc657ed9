"""The call script of one language: its opening, its closing, and one file for each domain."""

import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from pathlib import Path

from remote_cm.domain.call_script import (
    ClosingStep,
    DomainScript,
    GateKind,
    Item,
    LevelAdvice,
    OpeningStep,
    Script,
)
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import LocatedYaml, read_located
from remote_cm.script_library.typed_yaml import Model, ScriptModel, read_as

OPENING = "opening.yaml"
CLOSING = "closing.yaml"

_DOMAIN_FILE = re.compile(r"d([1-8])_[a-z_]+\.yaml")


class OpeningFile(ScriptModel):
    """``opening.yaml``: what is said before any question."""

    version: str
    language: str
    reviewed: bool
    steps: tuple[OpeningStep, ...]


class ClosingFile(ScriptModel):
    """``closing.yaml``: how every conversation ends."""

    version: str
    language: str
    reviewed: bool
    steps: tuple[ClosingStep, ...]


class DomainFile(ScriptModel):
    """``d1_safety.yaml`` and the like: one domain, entire."""

    version: str
    language: str
    reviewed: bool
    domain: ScriptDomain
    title: str
    purpose: str
    items: tuple[Item, ...]
    advice: LevelAdvice

    def script(self) -> DomainScript:
        """The domain without what is only about the file."""
        return DomainScript(self.domain, self.title, self.purpose, self.items, self.advice)


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
    files = _read_files(folder, language)
    faults = [fault for located in files.values() for fault in _faults_in(located, language)]
    faults += _faults_between(files, language)
    opening = _typed(OpeningFile, files[OPENING], faults)
    closing = _typed(ClosingFile, files[CLOSING], faults)
    names = [name for name in files if _DOMAIN_FILE.fullmatch(name)]
    domains = [_typed(DomainFile, files[name], faults) for name in names]
    if faults or opening is None or closing is None:
        return None, tuple(faults)
    whole = [domain for domain in domains if domain is not None]
    script = Script(
        version=opening.version,
        language=opening.language,
        is_reviewed=all((opening.reviewed, closing.reviewed, *(domain.reviewed for domain in whole))),
        opening=opening.steps,
        domains=tuple(domain.script() for domain in whole),
        closing=closing.steps,
    )
    return script, ()


def monitoring_files(folder: Path, language: str) -> tuple[str, ...]:
    """The files of one language, in the order of the call."""
    found = {path.name for path in (folder / "monitoring" / language).glob("*.yaml")}
    return (OPENING, *sorted(found - {OPENING, CLOSING}), CLOSING)


def _read_files(folder: Path, language: str) -> Mapping[str, LocatedYaml]:
    names = monitoring_files(folder, language)
    return {name: read_located(folder, f"monitoring/{language}/{name}") for name in names}


def _typed(model: type[Model], located: LocatedYaml, faults: list[ScriptFault]) -> Model | None:
    value, found = read_as(model, located)
    faults += found
    return value


def _faults_in(located: LocatedYaml, language: str) -> Iterator[ScriptFault]:
    """What types cannot say about one file; told from the plain data, so that no fault hides another."""
    data = located.data
    if not isinstance(data, dict):
        return
    if data.get("language", language) != language:
        yield located.fault(("language",), f"must be {language}, like the folder")
    name = Path(located.file).name
    is_domain = _DOMAIN_FILE.fullmatch(name)
    if is_domain is not None:
        yield from _domain_faults(located, data, f"D{is_domain[1]}")
    elif name == OPENING:
        yield from _numbered_faults(located, data, "O")
        yield from _gate_faults(located, data)
    elif name == CLOSING:
        yield from _numbered_faults(located, data, "C")
    else:
        yield located.fault((), "is not opening.yaml, closing.yaml or a domain such as d1_safety.yaml")


def _domain_faults(located: LocatedYaml, data: Mapping[str, object], domain: str) -> Iterator[ScriptFault]:
    if data.get("domain", domain) != domain:
        yield located.fault(("domain",), f"must be {domain}, like the file")
    items = _mappings(data, "items")
    anchors = [number for number, item in items if item.get("is_anchor") is True]
    if not anchors:
        yield located.fault(("items",), "has no anchor: the first item needs is_anchor: true")
    for number in anchors:
        if number != 0 or number != anchors[0]:
            yield located.fault(("items", number, "is_anchor"), "only the first item of a domain can be its anchor")
    seen: set[str] = set()
    for number, item in items:
        item_id = str(item.get("id", ""))
        if item_id in seen:
            yield located.fault(("items", number, "id"), f"{item_id} is used twice")
        elif item_id and re.fullmatch(rf"{domain}\.[1-9]", item_id) is None:
            yield located.fault(("items", number, "id"), f"must be {domain} with a point and a digit")
        seen.add(item_id)


def _numbered_faults(located: LocatedYaml, data: Mapping[str, object], letter: str) -> Iterator[ScriptFault]:
    seen: set[str] = set()
    for number, step in _mappings(data, "steps"):
        step_id = str(step.get("id", ""))
        if step_id in seen:
            yield located.fault(("steps", number, "id"), f"{step_id} is used twice")
        elif step_id and re.fullmatch(rf"{letter}[1-9]", step_id) is None:
            yield located.fault(("steps", number, "id"), f"must be {letter} and a digit")
        seen.add(step_id)


def _gate_faults(located: LocatedYaml, data: Mapping[str, object]) -> Iterator[ScriptFault]:
    gates = [(number, str(step.get("gate", ""))) for number, step in _mappings(data, "steps")]
    found = [gate for _, gate in gates]
    for number, gate in gates:
        if gate in found[:number]:
            yield located.fault(("steps", number, "gate"), f"{gate} is found out twice")
    for kind in GateKind:
        if kind.value not in found:
            yield located.fault(("steps",), f"no step finds out {kind}")


def _faults_between(files: Mapping[str, LocatedYaml], language: str) -> Iterator[ScriptFault]:
    for domain in ScriptDomain:
        names = [name for name in files if name.startswith(f"{domain.value.lower()}_")]
        if domain.is_priority and not names:
            yield ScriptFault(f"monitoring/{language}", 1, "", f"has no file for {domain}, a priority domain")
        for name in names[1:]:
            yield files[name].fault(("domain",), f"{domain} has another file: {names[0]}")
    versions = {name: file.data.get("version") for name, file in files.items() if isinstance(file.data, dict)}
    wanted = versions.get(OPENING)
    for name, version in versions.items():
        if version is not None and wanted is not None and version != wanted:
            yield files[name].fault(("version",), f"must be {wanted}, like {OPENING}: one call has one version")


def _mappings(data: Mapping[str, object], key: str) -> list[tuple[int, Mapping[str, object]]]:
    found = data.get(key)
    if not isinstance(found, list):
        return []
    return [(number, one) for number, one in enumerate(found) if isinstance(one, dict)]
