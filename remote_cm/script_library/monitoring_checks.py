"""What types cannot say about the files of one call script, each alone and all together.

Told from the plain data of the files, so that one fault never hides another.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date

from remote_cm.domain.call_script import GateKind
from remote_cm.domain.vocabulary import AgeBand, Household, ScriptDomain, Track
from remote_cm.script_library import monitoring_files as files_of
from remote_cm.script_library.faults import ScriptFault
from remote_cm.script_library.located_yaml import LocatedYaml, Place

DOMAIN_FILE = re.compile(r"d([1-8])_[a-z_]+\.yaml")

_Data = Mapping[str, object]


def faults_alone(name: str, located: LocatedYaml, language: str) -> Iterator[ScriptFault]:
    """The faults of one file; ``name`` is its path below the folder of the language."""
    data = located.data
    if not isinstance(data, dict):
        return
    if data.get("language", language) != language:
        yield located.fault(("language",), f"must be {language}, like the folder")
    is_domain = DOMAIN_FILE.fullmatch(name)
    if is_domain is not None:
        yield from _domain_faults(located, data, f"D{is_domain[1]}")
    elif name in _CHECKS:
        yield from _CHECKS[name](located, data)
    else:
        yield located.fault((), "is no part of a call script, and no domain such as d1_safety.yaml")


def faults_together(files: Mapping[str, LocatedYaml], language: str) -> Iterator[ScriptFault]:
    """The faults between the files of one language, by their path below its folder."""
    for domain in ScriptDomain:
        names = _domain_files(files, domain)
        if domain.is_priority and not names:
            yield ScriptFault(f"monitoring/{language}", 1, "", f"has no file for {domain}, a priority domain")
        for name in names[1:]:
            yield files[name].fault(("domain",), f"{domain} has another file: {names[0]}")
    yield from _version_faults(files)
    yield from _unknown_items(files)
    yield from _unknown_protocols(files)


def out_of_date_faults(located: LocatedYaml, today: date) -> Iterator[ScriptFault]:
    """A pack of an outbreak that is switched on and whose time is over."""
    data = located.data if isinstance(located.data, dict) else {}
    until = data.get("valid_until")
    if data.get("is_on") is True and isinstance(until, date) and until < today:
        yield located.fault(("valid_until",), "is over: switch the pack off, or have it looked at and dated anew")


def _domain_files(files: Mapping[str, LocatedYaml], domain: ScriptDomain) -> list[str]:
    return [name for name in files if name.startswith(f"{domain.value.lower()}_")]


def _domain_faults(located: LocatedYaml, data: _Data, domain: str) -> Iterator[ScriptFault]:
    if data.get("domain", domain) != domain:
        yield located.fault(("domain",), f"must be {domain}, like the file")
    items = _mappings(data, "items")
    anchors = [number for number, item in items if item.get("is_anchor") is True]
    if not anchors:
        yield located.fault(("items",), "has no anchor: the first item needs is_anchor: true")
    for number in anchors:
        if number != 0 or number != anchors[0]:
            yield located.fault(("items", number, "is_anchor"), "only the first item of a domain can be its anchor")
    for number, item in items:
        if number in anchors:
            yield from _unheard_bands(located, number, item)
    yield from _id_faults(located, data, "items", rf"{domain}\.[1-9]", f"{domain} with a point and a digit")


def _unheard_bands(located: LocatedYaml, number: int, item: _Data) -> Iterator[ScriptFault]:
    """Ages for which nobody is asked the anchor whatever holds: their domain could never be covered."""
    heard: set[tuple[str, str]] = set()
    for _, ask in _mappings(item, "asks"):
        bands = ask.get("bands")
        if isinstance(bands, list) and not ask.get("only_if"):
            heard |= {(str(ask.get("track")), str(band)) for band in bands}
    for band in AgeBand:
        # A child under six is not questioned; the caregiver answers (script §2.0).
        tracks = [Track.CAREGIVER] if band is AgeBand.A else list(Track)
        if not any((track.value, band.value) in heard for track in tracks):
            whom = "the caregiver" if band is AgeBand.A else "neither caregiver nor child"
            not_asked = "is not asked" if band is AgeBand.A else "is asked"
            yield located.fault(("items", number, "asks"), f"{whom} {not_asked} at band {band}, without a condition")


def _opening_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    yield from _id_faults(located, data, "steps", "O[1-9]", "O and a digit")
    gates = [(number, str(step.get("gate", ""))) for number, step in _mappings(data, "steps")]
    found = [gate for _, gate in gates]
    for number, gate in gates:
        if gate in found[:number]:
            yield located.fault(("steps", number, "gate"), f"{gate} is found out twice")
    for kind in GateKind:
        if kind.value not in found:
            yield located.fault(("steps",), f"no step finds out {kind}")


def _protocols_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    yield from _id_faults(located, data, "protocols", "[A-Z]", "a capital letter")
    for number, protocol in _mappings(data, "protocols"):
        yield from _id_faults(located, protocol, "paths", *_NAME, inside=("protocols", number))


def _household_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    found = [str(choice.get("answer", "")) for _, choice in _mappings(data, "answers")]
    if found != list(Household):
        yield located.fault(("answers",), f"must be {', '.join(Household)}, each once and in this order")


def _extras_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    yield from _id_faults(located, data, "tags", *_NAME)
    yield from _id_faults(located, data, "questions", "X[1-9][0-9]*", "X and a number")
    known = {str(tag.get("id")) for _, tag in _mappings(data, "tags")}
    for number, question in _mappings(data, "questions"):
        if "tag" in question and str(question["tag"]) not in known:
            yield located.fault(("questions", number, "tag"), f"{question['tag']} is not among the tags of this file")


def _collateral_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    kinds = [str(talk.get("kind", "")) for _, talk in _mappings(data, "talks")]
    for number, kind in enumerate(kinds):
        if kind in kinds[:number]:
            yield located.fault(("talks", number, "kind"), f"{kind} is used twice")
    if data.get("first") == []:
        yield located.fault(("first",), "must say what is certain before anybody is rung, consent before all")


def _outbreak_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    start, end = data.get("valid_from"), data.get("valid_until")
    if isinstance(start, date) and isinstance(end, date) and end < start:
        yield located.fault(("valid_until",), "comes before valid_from")
    if data.get("is_on") is not True:
        return
    for key, value in (("valid_from", start), ("valid_until", end)):
        if value is None:
            yield located.fault((key,), "is needed while is_on is true")
    if not data.get("numbers"):
        yield located.fault(("numbers",), "needs a local number while is_on is true")


def _play_faults(located: LocatedYaml, data: _Data) -> Iterator[ScriptFault]:
    yield from _id_faults(located, data, "games", *_NAME)
    yield from _id_faults(located, data, "calming", *_NAME)


def _version_faults(files: Mapping[str, LocatedYaml]) -> Iterator[ScriptFault]:
    versions = {name: file.data.get("version") for name, file in files.items() if isinstance(file.data, dict)}
    wanted = versions.get(files_of.OPENING)
    for name, version in versions.items():
        if version is not None and wanted is not None and version != wanted:
            said = f"must be {wanted}, like {files_of.OPENING}: one call has one version"
            yield files[name].fault(("version",), said)


def _unknown_items(files: Mapping[str, LocatedYaml]) -> Iterator[ScriptFault]:
    """Items that are pointed at and that no domain has."""
    known = {
        str(item.get("id"))
        for name, located in files.items()
        if DOMAIN_FILE.fullmatch(name)
        for _, item in _mappings(located.data, "items")
    }
    untold = {domain.value for domain in ScriptDomain if _is_told_already(files, domain)}
    for name, located in files.items():
        for place, item_id in _items_pointed_at(name, located):
            if item_id not in known and item_id.partition(".")[0] not in untold:
                yield located.fault(place, f"{item_id} is no item of this script")


def _is_told_already(files: Mapping[str, LocatedYaml], domain: ScriptDomain) -> bool:
    """Whether the domain as a whole is missing or cannot be read, which is a fault of its own."""
    names = _domain_files(files, domain)
    return any(files[name].data is None for name in names) or (domain.is_priority and not names)


def _items_pointed_at(name: str, located: LocatedYaml) -> Iterator[tuple[Place, str]]:
    if DOMAIN_FILE.fullmatch(name):
        for number, item in _mappings(located.data, "items"):
            yield from _each(item, "also_score", ("items", number))
    elif name == files_of.GUIDES:
        for number, guide in _mappings(located.data, "guides"):
            for which, opening in _mappings(guide, "opens_at"):
                if "item" in opening:
                    yield ("guides", number, "opens_at", which, "item"), str(opening["item"])
    elif name == files_of.REMINDERS:
        for number, reminder in _mappings(located.data, "reminders"):
            yield from _each(reminder, "items", ("reminders", number))


def _unknown_protocols(files: Mapping[str, LocatedYaml]) -> Iterator[ScriptFault]:
    protocols = files[files_of.PROTOCOLS].data
    if protocols is None:
        return
    known = {str(protocol.get("id")) for _, protocol in _mappings(protocols, "protocols")}
    opening = files[files_of.OPENING]
    for number, step in _mappings(opening.data, "steps"):
        named = step.get("if_no_protocol")
        if named is not None and str(named) not in known:
            yield opening.fault(("steps", number, "if_no_protocol"), f"{named} is no protocol of this script")


def _id_faults(
    located: LocatedYaml, data: _Data, key: str, pattern: str, wanted: str, inside: tuple[str | int, ...] = ()
) -> Iterator[ScriptFault]:
    """Ids that stand twice in a list, or are not written as ids of this list are."""
    seen: set[str] = set()
    for number, one in _mappings(data, key):
        its_id = str(one.get("id", ""))
        place = (*inside, key, number, "id")
        if its_id in seen:
            yield located.fault(place, f"{its_id} is used twice")
        elif its_id and re.fullmatch(pattern, its_id) is None:
            yield located.fault(place, f"must be {wanted}")
        seen.add(its_id)


def _each(data: _Data, key: str, inside: tuple[str | int, ...]) -> Iterator[tuple[Place, str]]:
    found = data.get(key)
    for number, one in enumerate(found if isinstance(found, list) else []):
        yield (*inside, key, number), str(one)


def _mappings(data: object, key: str) -> list[tuple[int, _Data]]:
    found = data.get(key) if isinstance(data, dict) else None
    if not isinstance(found, list):
        return []
    return [(number, one) for number, one in enumerate(found) if isinstance(one, dict)]


_NAME = ("[a-z][a-z0-9_]*", "small letters, digits and _")

_Check = Callable[[LocatedYaml, _Data], Iterator[ScriptFault]]


def _ids_of(key: str, pattern: str, wanted: str) -> _Check:
    return lambda located, data: _id_faults(located, data, key, pattern, wanted)


_CHECKS: Mapping[str, _Check] = {
    files_of.BEFORE: _ids_of("steps", "B[1-9]", "B and a digit"),
    files_of.OPENING: _opening_faults,
    files_of.CLOSING: _ids_of("steps", "C[1-9]", "C and a digit"),
    files_of.PROTOCOLS: _protocols_faults,
    files_of.GUIDES: _ids_of("guides", *_NAME),
    files_of.HOUSEHOLD: _household_faults,
    files_of.EXTRAS: _extras_faults,
    files_of.COLLATERAL: _collateral_faults,
    files_of.REMINDERS: _ids_of("reminders", "N[1-9][0-9]*", "N and a number"),
    files_of.OUTBREAK: _outbreak_faults,
    files_of.PLAY: _play_faults,
}
