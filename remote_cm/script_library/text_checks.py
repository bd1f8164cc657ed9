"""What can be wrong with the words that are sent and said, besides the shape of their files.

Told from the plain data of a file, so that one fault never hides another.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from remote_cm.domain.outbound_words import ForbiddenWords, find_forbidden
from remote_cm.domain.text_parts import read_parts
from remote_cm.script_library.faults import ScriptFault
from remote_cm.script_library.located_yaml import LocatedYaml, Place, read_located, strings
from remote_cm.script_library.texts import LATIN_DIGITS, PLACEHOLDER, TextsFile, fill_in, text_files
from remote_cm.script_library.typed_yaml import read_as

SECTIONS = ("texts", "voice")
SAID_ALOUD = frozenset({"say", "if_overheard", "messages", "question", "ask", "if_asked", "facts"})


def texts_faults(folder: Path, forbidden: ForbiddenWords | None) -> Iterator[ScriptFault]:
    """Every fault of the files of texts: their shape, keys and placeholders that differ, budgets, forbidden words."""
    files = [read_located(folder, file) for file in text_files(folder)]
    model = files[0]
    for located in files:
        _, faults = read_as(TextsFile, located)
        yield from faults
        yield from _own_faults(located, forbidden)
        if located is not model:
            yield from _differences(located, model)


def _own_faults(located: LocatedYaml, forbidden: ForbiddenWords | None) -> Iterator[ScriptFault]:
    if not isinstance(located.data, dict):
        return
    language, digits = Path(located.file).stem, str(located.data.get("digits", LATIN_DIGITS))
    if located.data.get("language", language) != language:
        yield located.fault(("language",), f"must be {language}, like the file")
    if len(digits) != len(LATIN_DIGITS):
        yield located.fault(("digits",), "must be the ten digits from nought to nine")
    given = located.data.get("longest")
    longest = {str(name): str(value) for name, value in given.items()} if isinstance(given, dict) else {}
    sections = _sections(located)
    for key in sections["texts"].keys() & sections["voice"].keys():
        yield located.fault(("voice", key), "stands under texts too: a key has one meaning")
    for section, entries in sections.items():
        for key, entry in entries.items():
            yield from _entry_faults(located, (section, key), entry, longest, forbidden)


def _entry_faults(
    located: LocatedYaml,
    place: tuple[str, str],
    entry: Mapping[str, object],
    longest: Mapping[str, str],
    forbidden: ForbiddenWords | None,
) -> Iterator[ScriptFault]:
    text, max_parts = str(entry.get("text", "")), entry.get("max_parts")
    unknown = [name for name in _placeholders(text) if name not in longest]
    for name in unknown:
        yield located.fault((*place, "text"), f"{{{name}}} has no longest value at the head of the file")
    plain = PLACEHOLDER.sub(" ", text)
    if forbidden is not None:
        yield from _forbidden_faults(located, (*place, "text"), plain, forbidden)
    if "{" in plain or "}" in plain:
        yield located.fault((*place, "text"), "has a brace without its other half")
    if unknown or not isinstance(max_parts, int):
        return
    count = read_parts(fill_in(text, longest, LATIN_DIGITS))
    if count.parts > max_parts:
        yield located.fault(
            (*place, "text"), f"takes {count.parts} parts ({count.units} units), and may take {max_parts}"
        )


def _differences(located: LocatedYaml, model: LocatedYaml) -> Iterator[ScriptFault]:
    """Where a language does not have the keys and placeholders of the first one."""
    if located.data is None or model.data is None:
        return
    own, wanted = _sections(located), _sections(model)
    for section, entries in wanted.items():
        for key in entries.keys() - own[section].keys():
            yield located.fault((section,), f"{key} is missing, which {model.file} has")
        for key in own[section].keys() - entries.keys():
            yield located.fault((section, key), f"is not in {model.file}, from which other languages fall back")
        for key in own[section].keys() & entries.keys():
            mine = _placeholders(str(own[section][key].get("text", "")))
            theirs = _placeholders(str(entries[key].get("text", "")))
            if mine != theirs:
                said = ", ".join(f"{{{name}}}" for name in sorted(theirs)) or "none"
                yield located.fault((section, key, "text"), f"must have the placeholders of {model.file}: {said}")


def spoken_faults(located: LocatedYaml, forbidden: ForbiddenWords) -> Iterator[ScriptFault]:
    """Forbidden words in what a caller says to a family or about it, in one file of the call script."""
    for place, text in strings(located.data):
        if SAID_ALOUD.intersection(place):
            yield from _forbidden_faults(located, place, text, forbidden)


def _forbidden_faults(
    located: LocatedYaml, place: Place, text: str, forbidden: ForbiddenWords
) -> Iterator[ScriptFault]:
    for found in find_forbidden(text, forbidden):
        yield located.fault(place, f"holds a forbidden {found.kind.value.replace('_', ' ')}: {found.piece}")


def _sections(located: LocatedYaml) -> Mapping[str, Mapping[str, Mapping[str, object]]]:
    data = located.data if isinstance(located.data, dict) else {}
    return {section: _entries(data.get(section)) for section in SECTIONS}


def _entries(section: object) -> Mapping[str, Mapping[str, object]]:
    if not isinstance(section, dict):
        return {}
    return {str(key): entry for key, entry in section.items() if isinstance(entry, dict)}


def _placeholders(text: str) -> frozenset[str]:
    return frozenset(PLACEHOLDER.findall(text))
