"""The words and spellings by which volunteers' texts are read."""

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from remote_cm.domain.sms_vocabulary import SmsVocabulary
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.typed_yaml import ScriptModel, faults_of

SMS_VOCABULARY = "sms-vocabulary.yaml"


class _Whole(ScriptModel):
    """The file is the vocabulary and nothing else; a plain value inherits from its holder that nothing may be added."""

    vocabulary: SmsVocabulary


def load_sms_vocabulary(folder: Path) -> SmsVocabulary:
    """The vocabulary below a scripts folder, read once per process. Raises BadInput with every fault."""
    return _load(existing_dir(folder))


@lru_cache(maxsize=8)
def _load(folder: Path) -> SmsVocabulary:
    vocabulary, faults = read_sms_vocabulary(folder)
    refuse_faults(faults)
    if vocabulary is None:
        raise AssertionError("a vocabulary without faults has a value")
    return vocabulary


def read_sms_vocabulary(folder: Path) -> tuple[SmsVocabulary | None, tuple[ScriptFault, ...]]:
    """The vocabulary with its faults, None when it is too broken to be used."""
    located = read_located(folder, SMS_VOCABULARY)
    if located.data is None:
        return None, located.faults
    try:
        return _Whole.model_validate({"vocabulary": located.data}).vocabulary, located.faults
    except ValidationError as refused:
        return None, (*located.faults, *faults_of(refused, located, leaving_out=1))
