"""The packs of the script at one place of a call: facts while an illness goes round, games for inside, ways to calm."""

from dataclasses import dataclass
from datetime import date

from remote_cm.domain.call_extras import LocalNumber, PlayIdea
from remote_cm.domain.call_script import Script
from remote_cm.domain.vocabulary import AgeBand, ScriptDomain, Track


@dataclass(frozen=True)
class FactsToTell:
    """The facts of an outbreak in words for this listener, with the numbers of the place (MON-20)."""

    title: str
    words: tuple[str, ...]
    numbers: tuple[LocalNumber, ...]


@dataclass(frozen=True)
class PacksHere:
    """What may be told here besides; empty where the script has nothing for this place."""

    facts: FactsToTell | None = None
    games: tuple[PlayIdea, ...] = ()
    calming: tuple[PlayIdea, ...] = ()


_FACTS = frozenset({ScriptDomain.HEALTH})
_GAMES = frozenset({ScriptDomain.CARE, ScriptDomain.LEARNING})
_CALMING = frozenset({ScriptDomain.FEELINGS})


def packs_at(script: Script, domain: ScriptDomain | None, track: Track, band: AgeBand | None, today: date) -> PacksHere:
    """The packs that belong to a question of this domain, or all of them at the closing, where there is none.

    ``band`` is None where the child's age may not be in view: then the ideas for every age are shown, and facts are
    said as to the oldest.
    """
    play = script.packs.play
    return PacksHere(
        facts=_facts(script, track, band or AgeBand.D, today) if domain is None or domain in _FACTS else None,
        games=play.games_for(band) if domain is None or domain in _GAMES else (),
        calming=play.calming_for(band) if domain is None or domain in _CALMING else (),
    )


def _facts(script: Script, track: Track, band: AgeBand, today: date) -> FactsToTell | None:
    pack = script.packs.outbreak
    if pack is None or not pack.is_shown(today):
        return None
    return FactsToTell(pack.title, tuple(fact.said_to(track, band) for fact in pack.facts), pack.numbers)
