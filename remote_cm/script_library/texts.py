"""The short messages and the words that a machine says, by key and language, and the words that none may hold."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from remote_cm.domain.outbound_words import ForbiddenWords
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.typed_yaml import ScriptModel, read_as

FALLBACK = "en"
FORBIDDEN = "texts/forbidden.yaml"

PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
LATIN_DIGITS = "0123456789"


class ShortText(ScriptModel):
    """One message and the most parts it may be sent in."""

    text: str
    max_parts: int


class SpokenText(ScriptModel):
    """One sentence that a machine says."""

    text: str


class TextsFile(ScriptModel):
    """``texts/en.yaml`` and the like. ``longest`` has the longest value of each placeholder, used by the budgets."""

    version: str
    language: str
    reviewed: bool
    digits: str
    longest: Mapping[str, str]
    texts: Mapping[str, ShortText]
    voice: Mapping[str, SpokenText]


class ForbiddenFile(ScriptModel):
    """``texts/forbidden.yaml``: one list for what a machine sends and says, one for what a caller says."""

    version: str
    reviewed: bool
    texts: ForbiddenWords
    spoken: ForbiddenWords


@dataclass(frozen=True)
class LanguageTexts:
    """The words of one language by key; ``digits`` are its own ten, from nought to nine."""

    digits: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Texts:
    """Every short message and spoken sentence, in every language that there is."""

    languages: Mapping[str, LanguageTexts]

    def get(self, key: str, language: str, **values: str | int) -> str:
        """The words of a key with its placeholders filled in.

        A language that is not there, or lacks the key, falls back to English. A number is written in the digits of the
        language, a text goes in as it is. Raises KeyError for an unknown key or a value that was not given.
        """
        own = self.languages.get(language) or self.languages.get(language.partition("-")[0])
        spoken = own if own is not None and key in own.words else self.languages[FALLBACK]
        return fill_in(spoken.words[key], values, spoken.digits)


def load_texts(folder: Path) -> Texts:
    """Every file of texts below a scripts folder, read once per process. Raises BadInput with every fault."""
    return _load(existing_dir(folder))


@lru_cache(maxsize=8)
def _load(folder: Path) -> Texts:
    languages: dict[str, LanguageTexts] = {}
    faults: list[ScriptFault] = []
    for file in text_files(folder):
        content, found = read_as(TextsFile, read_located(folder, file))
        faults += found
        if content is not None:
            words = {key: entry.text for key, entry in content.texts.items()}
            words |= {key: entry.text for key, entry in content.voice.items()}
            languages[Path(file).stem] = LanguageTexts(content.digits, words)
    refuse_faults(faults)
    return Texts(languages)


def load_forbidden_words(folder: Path) -> ForbiddenFile:
    """The lists of words that are never sent or said, read once per process. Raises BadInput with every fault."""
    return _load_forbidden(existing_dir(folder))


@lru_cache(maxsize=8)
def _load_forbidden(folder: Path) -> ForbiddenFile:
    words, faults = read_as(ForbiddenFile, read_located(folder, FORBIDDEN))
    refuse_faults(faults)
    if words is None:
        raise AssertionError("a list without faults has a value")
    return words


def text_files(folder: Path) -> tuple[str, ...]:
    """The files of texts, that of the fallback language first; it is named also when it is not there."""
    found = {f"texts/{path.name}" for path in (folder / "texts").glob("*.yaml")} - {FORBIDDEN}
    first = f"texts/{FALLBACK}.yaml"
    return (first, *sorted(found - {first}))


def fill_in(text: str, values: Mapping[str, str | int], digits: str) -> str:
    """The text with each placeholder's value; numbers in these digits. Raises KeyError when a value is not given."""
    return PLACEHOLDER.sub(lambda found: _written(values[found[1]], digits), text)


def _written(value: str | int, digits: str) -> str:
    return value if isinstance(value, str) else str(value).translate(str.maketrans(LATIN_DIGITS, digits))
