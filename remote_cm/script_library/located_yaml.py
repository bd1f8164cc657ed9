"""Reads a YAML file so that every value knows its line, and refuses what YAML would silently read as something else.

``no`` stays a word, ``17:00`` stays a text, and a key that is written twice is a fault: else the second would win.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import yaml

from remote_cm.script_library.faults import ScriptFault

Place = Sequence[str | int]

_INT = "tag:yaml.org,2002:int"
_BOOL = "tag:yaml.org,2002:bool"


class _PlainLoader(yaml.CSafeLoader):
    """The safe loader with the readings of YAML 1.2 for whole numbers and for true and false."""

    yaml_implicit_resolvers = {  # noqa: RUF012 - the name and the kind of value are PyYAML's
        first: [(tag, pattern) for tag, pattern in resolvers if tag not in (_INT, _BOOL)]
        for first, resolvers in yaml.CSafeLoader.yaml_implicit_resolvers.items()
    }


_PlainLoader.add_implicit_resolver(_BOOL, re.compile(r"^(?:true|false)$"), list("tf"))
_PlainLoader.add_implicit_resolver(_INT, re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789"))


@dataclass(frozen=True)
class LocatedYaml:
    """One file as plain data. ``data`` is None when it could not be read, and then ``faults`` says why."""

    file: str
    data: object
    root: yaml.Node | None
    faults: tuple[ScriptFault, ...]

    def line_of(self, place: Place) -> int:
        """The line, from 1, of the value at a path of keys and numbers, or of as much of the path as there is."""
        node, line = self.root, 1
        for step in place:
            found = _child(node, step)
            if found is None:
                # A reader of types adds steps of its own to a path; those are not in the file.
                continue
            node, line = found
        return line

    def fault(self, place: Place, what: str) -> ScriptFault:
        """A fault at this place of the file."""
        return ScriptFault(self.file, self.line_of(place), written(place), what)


def written(place: Place) -> str:
    """A path as a person writes it: ``items[2].trigger.question``."""
    said = ""
    for step in place:
        said += f"[{step}]" if isinstance(step, int) else f".{step}" if said else step
    return said


def read_located(folder: Path, file: str) -> LocatedYaml:
    """Read one file below a folder; never raises, a file that cannot be read is a fault."""
    try:
        text = (folder / file).read_text(encoding="utf-8")
    except FileNotFoundError:
        return _unreadable(file, 1, "is missing")
    except (OSError, UnicodeDecodeError):
        return _unreadable(file, 1, "cannot be read as UTF-8 text")
    return read_located_text(file, text)


def read_located_text(file: str, text: str) -> LocatedYaml:
    """What a file of this name with this text holds; never raises."""
    loader = _PlainLoader(text)
    try:
        root = loader.get_single_node()
        if root is None:
            return _unreadable(file, 1, "is empty")
        data: object = loader.construct_document(root)
    except yaml.MarkedYAMLError as broken:
        line = broken.problem_mark.line + 1 if broken.problem_mark is not None else 1
        return _unreadable(file, line, f"is not YAML: {broken.problem or broken.context}")
    except (yaml.YAMLError, ValueError):
        return _unreadable(file, 1, "is not YAML")
    finally:
        loader.dispose()
    return LocatedYaml(file, data, root, tuple(_written_twice(file, root, ())))


def strings(data: object, place: tuple[str | int, ...] = ()) -> Iterator[tuple[tuple[str | int, ...], str]]:
    """Every text in plain data with its place."""
    if isinstance(data, str):
        yield place, data
    elif isinstance(data, dict):
        for key, value in data.items():
            yield from strings(value, (*place, str(key)))
    elif isinstance(data, list):
        for number, value in enumerate(data):
            yield from strings(value, (*place, number))


def _unreadable(file: str, line: int, what: str) -> LocatedYaml:
    return LocatedYaml(file, None, None, (ScriptFault(file, line, "", what),))


def _child(node: yaml.Node | None, step: str | int) -> tuple[yaml.Node, int] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            if key.value == str(step):
                return value, key.start_mark.line + 1
    elif isinstance(node, yaml.SequenceNode) and isinstance(step, int) and step < len(node.value):
        value = node.value[step]
        return value, value.start_mark.line + 1
    return None


def _written_twice(file: str, node: yaml.Node, place: tuple[str | int, ...]) -> Iterator[ScriptFault]:
    if isinstance(node, yaml.MappingNode):
        seen: set[str] = set()
        for key, value in node.value:
            here = (*place, str(key.value))
            if key.value in seen:
                yield ScriptFault(file, key.start_mark.line + 1, written(here), "is written twice")
            seen.add(key.value)
            yield from _written_twice(file, value, here)
    elif isinstance(node, yaml.SequenceNode):
        for number, value in enumerate(node.value):
            yield from _written_twice(file, value, (*place, number))
