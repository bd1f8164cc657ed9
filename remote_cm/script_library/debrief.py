"""The guide of the daily talk with a volunteer, one file for each language."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from remote_cm.domain.debrief_guide import DebriefGuide
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.texts import FALLBACK
from remote_cm.script_library.typed_yaml import ScriptModel, faults_of


class _Whole(ScriptModel):
    """The file is the guide and nothing else; a plain value inherits from its holder that nothing may be added."""

    guide: DebriefGuide


def load_debrief_guide(folder: Path, language: str = FALLBACK) -> DebriefGuide:
    """The guide of a language below a scripts folder, read once per process. Raises BadInput with every fault."""
    return _load(existing_dir(folder), language)


@lru_cache(maxsize=8)
def _load(folder: Path, language: str) -> DebriefGuide:
    guide, faults = read_debrief_guide(folder, f"debrief/{language}.yaml")
    refuse_faults(faults)
    if guide is None:
        raise AssertionError("a guide without faults has a value")
    return guide


def debrief_files(folder: Path) -> tuple[str, ...]:
    """The files of guides; that of the fallback language is named also when it is not there."""
    found = {f"debrief/{path.name}" for path in (folder / "debrief").glob("*.yaml")}
    return tuple(sorted(found | {f"debrief/{FALLBACK}.yaml"}))


def debrief_faults(folder: Path) -> tuple[ScriptFault, ...]:
    """Every fault of every guide."""
    return tuple(fault for file in debrief_files(folder) for fault in read_debrief_guide(folder, file)[1])


def read_debrief_guide(folder: Path, file: str) -> tuple[DebriefGuide | None, tuple[ScriptFault, ...]]:
    """One guide with its faults, None when it is too broken to be used; its language is what its file is called."""
    located = read_located(folder, file)
    if located.data is None:
        return None, located.faults
    try:
        guide = _Whole.model_validate({"guide": located.data}).guide
    except ValidationError as refused:
        return None, (*located.faults, *faults_of(refused, located, leaving_out=1))
    if guide.language != Path(file).stem:
        return guide, (*located.faults, located.fault(("language",), f"must be {Path(file).stem}, like the file"))
    return guide, located.faults
