"""Finds the folder ``scripts/``, reads it into domain values, and checks every file of it.

Nothing here knows what the values are used for; the files are data that an agency changes without touching code.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from remote_cm.script_library.check import check_scripts
    from remote_cm.script_library.faults import ScriptFault
    from remote_cm.script_library.folders import find_scripts_dir
    from remote_cm.script_library.monitoring import load_script
    from remote_cm.script_library.policy import Policy, load_policy
    from remote_cm.script_library.sms_vocabulary import load_sms_vocabulary
    from remote_cm.script_library.texts import Texts, load_forbidden_words, load_texts

__all__ = [
    "Policy",
    "ScriptFault",
    "Texts",
    "check_scripts",
    "find_scripts_dir",
    "load_forbidden_words",
    "load_policy",
    "load_script",
    "load_sms_vocabulary",
    "load_texts",
]

_LIVES_IN = {
    "Policy": "policy",
    "ScriptFault": "faults",
    "Texts": "texts",
    "check_scripts": "check",
    "find_scripts_dir": "folders",
    "load_forbidden_words": "texts",
    "load_policy": "policy",
    "load_script": "monitoring",
    "load_sms_vocabulary": "sms_vocabulary",
    "load_texts": "texts",
}


def __getattr__(name: str) -> object:
    """Read a module when it is first asked for: who explains one rule does not wait for all the others."""
    if name not in _LIVES_IN:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_LIVES_IN[name]}"), name)
