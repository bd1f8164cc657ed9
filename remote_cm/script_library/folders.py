"""Where the scripts are: the folder that was named, the data of the installed package, or the folder of a checkout."""

from pathlib import Path

from remote_cm.domain.refusal import BadInput, Fault

_PACKAGE = Path(__file__).resolve().parents[1]
PACKAGED = _PACKAGE / "call_scripts"
BESIDE_CHECKOUT = _PACKAGE.parent / "scripts"


def find_scripts_dir(named: Path | str | None = None) -> Path:
    """The scripts folder. Raises BadInput when the named one is not there, or none can be found."""
    if named is not None:
        return existing_dir(Path(named))
    for candidate in (PACKAGED, BESIDE_CHECKOUT):
        if (candidate / "policy").is_dir():
            return candidate
    raise BadInput(Fault("REMOTE_CM_SCRIPTS_DIR", "name the folder with policy, texts and monitoring in it"))


def existing_dir(folder: Path) -> Path:
    """The same folder, made absolute. Raises BadInput when it is none."""
    if not folder.is_dir():
        raise BadInput(Fault(str(folder), "is not a folder"))
    return folder.resolve()
