"""The shape of each file of a call script, and which file is of which shape."""

from collections.abc import Mapping
from datetime import date

from remote_cm.domain.call_extras import (
    CaseTag,
    CollateralScript,
    CollateralTalk,
    ExtraQuestion,
    Extras,
    HouseholdChoice,
    HouseholdLine,
    LocalNumber,
    OutbreakPack,
    PlayIdea,
    PlayPack,
)
from remote_cm.domain.call_guidance import BeforeStep, Guide, GuidedStep, Protocol, Reminder
from remote_cm.domain.call_script import ClosingStep, DomainScript, Item, LevelAdvice, OpeningStep
from remote_cm.domain.spoken_words import SpokenWords
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.script_library.typed_yaml import ScriptModel


class MonitoringFile(ScriptModel):
    """What every file of a call script has at its head."""

    version: str
    language: str
    reviewed: bool


class BeforeFile(MonitoringFile):
    """``before.yaml``: what is done before dialling."""

    steps: tuple[BeforeStep, ...]


class OpeningFile(MonitoringFile):
    """``opening.yaml``: what is said before any question."""

    steps: tuple[OpeningStep, ...]


class ClosingFile(MonitoringFile):
    """``closing.yaml``: how every conversation ends, and what is done when the line is closed."""

    steps: tuple[ClosingStep, ...]
    after: tuple[GuidedStep, ...]


class DomainFile(MonitoringFile):
    """``d1_safety.yaml`` and the like: one domain, entire."""

    domain: ScriptDomain
    title: str
    purpose: str
    items: tuple[Item, ...]
    advice: LevelAdvice

    def script(self) -> DomainScript:
        """The domain without what is only about the file."""
        return DomainScript(self.domain, self.title, self.purpose, self.items, self.advice)


class ProtocolsFile(MonitoringFile):
    """``protocols.yaml``: what to do when a call does not go to plan."""

    protocols: tuple[Protocol, ...]


class GuidesFile(MonitoringFile):
    """``guides.yaml``: the steps on suicide, and when a child tells of harm."""

    guides: tuple[Guide, ...]


class HouseholdFile(MonitoringFile):
    """``household.yaml``: how everybody else at home is."""

    title: str
    say: SpokenWords
    if_overheard: SpokenWords
    answers: tuple[HouseholdChoice, ...]

    def line(self) -> HouseholdLine:
        """The line without what is only about the file. Raises ValueError for answers that are not all there."""
        return HouseholdLine(self.title, self.say, self.if_overheard, self.answers)


class ExtrasFile(MonitoringFile):
    """``extras.yaml``: the marks of cases and the questions that each brings."""

    tags: tuple[CaseTag, ...]
    questions: tuple[ExtraQuestion, ...]

    def extras(self) -> Extras:
        """The questions without what is only about the file."""
        return Extras(self.tags, self.questions)


class CollateralFile(MonitoringFile):
    """``collateral.yaml``: a talk with somebody of the child's surroundings."""

    title: str
    first: tuple[str, ...]
    talks: tuple[CollateralTalk, ...]
    if_asked: str
    never: tuple[str, ...]
    after: tuple[str, ...]

    def script(self) -> CollateralScript:
        """The talk without what is only about the file."""
        return CollateralScript(self.title, self.first, self.talks, self.if_asked, self.never, self.after)


class RemindersFile(MonitoringFile):
    """``reminders.yaml``: the never-rules in words, and where they stand."""

    reminders: tuple[Reminder, ...]


class OutbreakFile(MonitoringFile):
    """``packs/outbreak.yaml``: facts about an illness that goes round."""

    title: str
    is_on: bool
    valid_from: date | None
    valid_until: date | None
    numbers_note: str
    numbers: tuple[LocalNumber, ...]
    facts: tuple[SpokenWords, ...]

    def pack(self) -> OutbreakPack:
        """The pack without what is only about the file. Raises ValueError when it is on and not ready for it."""
        return OutbreakPack(
            self.title,
            self.is_on,
            self.valid_from,
            self.valid_until,
            self.facts,
            self.numbers,
            self.numbers_note,
        )


class PlayFile(MonitoringFile):
    """``packs/indoor_games.yaml``: games for inside, and ways to become calm."""

    games: tuple[PlayIdea, ...]
    calming: tuple[PlayIdea, ...]

    def pack(self) -> PlayPack:
        """The ideas without what is only about the file."""
        return PlayPack(self.games, self.calming)


BEFORE = "before.yaml"
OPENING = "opening.yaml"
CLOSING = "closing.yaml"
PROTOCOLS = "protocols.yaml"
GUIDES = "guides.yaml"
HOUSEHOLD = "household.yaml"
EXTRAS = "extras.yaml"
COLLATERAL = "collateral.yaml"
REMINDERS = "reminders.yaml"
OUTBREAK = "packs/outbreak.yaml"
PLAY = "packs/indoor_games.yaml"

PARTS: Mapping[str, type[MonitoringFile]] = {
    BEFORE: BeforeFile,
    OPENING: OpeningFile,
    CLOSING: ClosingFile,
    PROTOCOLS: ProtocolsFile,
    GUIDES: GuidesFile,
    HOUSEHOLD: HouseholdFile,
    EXTRAS: ExtrasFile,
    COLLATERAL: CollateralFile,
    REMINDERS: RemindersFile,
    OUTBREAK: OutbreakFile,
    PLAY: PlayFile,
}
"""Every file that each language has, beside one for each domain."""
