"""A small call script for tests, with every kind of condition in it."""

from remote_cm.domain.call_script import (
    Advice,
    Ask,
    AskOnlyIf,
    Criteria,
    DangerAnswer,
    DomainScript,
    Item,
    LevelAdvice,
    RedTrigger,
    Script,
    TriggerChoice,
)
from remote_cm.domain.next_question import TalkFacts
from remote_cm.domain.vocabulary import AgeBand, ScriptDomain, Track, Trigger

A, B, C, D = AgeBand
CARER, CHILD = Track.CAREGIVER, Track.CHILD

SUPERVISOR_ONLY = RedTrigger(triggers=())
AT_ONCE = RedTrigger(triggers=(TriggerChoice(Trigger.T4, "suicide"),))
NOW_OR_SOON = RedTrigger(
    triggers=(TriggerChoice(Trigger.T1, "violence"), TriggerChoice(Trigger.T6, "missing")),
    question="now or soon?",
    danger_when=DangerAnswer.YES,
    also=(TriggerChoice(Trigger.T12, "a helper"),),
)
REACHED_CARE = RedTrigger(
    triggers=(TriggerChoice(Trigger.T2, "no care"),), question="care?", danger_when=DangerAnswer.NO
)


def item(item_id: str, *asks: Ask, trigger: RedTrigger = SUPERVISOR_ONLY) -> Item:
    """An item; those that end in .1 are anchors."""
    return Item(
        id=item_id,
        title=item_id,
        asks=asks,
        criteria=Criteria(("g",), ("o",), ("r",)),
        trigger=trigger,
        is_anchor=item_id.endswith(".1"),
    )


def ask(track: Track, bands: tuple[AgeBand, ...], *only_if: AskOnlyIf, by_volunteer: bool = False) -> Ask:
    """A question whose words name its listener, with closed words unless it is only for private talk."""
    words = f"{track}-{''.join(bands)}"
    closed = None if AskOnlyIf.PRIVATE in only_if else f"{words}?"
    return Ask(track, bands, words, closed, only_if, by_volunteer)


def domain(name: ScriptDomain, *items: Item) -> DomainScript:
    """A domain of these items."""
    nothing = Advice((), ())
    return DomainScript(name, name.value, "", items, LevelAdvice(nothing, nothing, nothing))


SCRIPT = Script(
    version="1",
    language="en",
    is_reviewed=False,
    opening=(),
    domains=(
        domain(
            ScriptDomain.SAFETY,
            item("D1.1", ask(CARER, (A, B, C, D)), ask(CHILD, (B,)), ask(CHILD, (C, D)), trigger=NOW_OR_SOON),
            item(
                "D1.3",
                ask(CARER, (B, C, D), AskOnlyIf.PRIVATE, AskOnlyIf.NOT_PERSON_OF_CONCERN),
                ask(CHILD, (B, C, D), AskOnlyIf.PRIVATE),
            ),
            item("D1.5", ask(CARER, (A, B, C, D), AskOnlyIf.KNOWN_THREAT)),
        ),
        domain(
            ScriptDomain.HEALTH,
            item(
                "D2.1",
                ask(CARER, (A, B, C, D), by_volunteer=True),
                ask(CHILD, (B, C, D), by_volunteer=True),
                trigger=REACHED_CARE,
            ),
            item("D2.3", ask(CARER, (A,)), ask(CARER, (B, C, D), AskOnlyIf.DISABILITY)),
            item("D2.4", ask(CHILD, (C, D), AskOnlyIf.PRIVATE, AskOnlyIf.WOMAN_TO_GIRL)),
        ),
        domain(
            ScriptDomain.FEELINGS,
            item("D3.1", ask(CARER, (A, B, C, D), by_volunteer=True), ask(CHILD, (B, C, D))),
            item(
                "D3.3",
                ask(CHILD, (C, D), AskOnlyIf.LOW_MOOD_OR_HISTORY),
                ask(CHILD, (B,), AskOnlyIf.HINTED),
                trigger=AT_ONCE,
            ),
        ),
        domain(ScriptDomain.CARE, item("D4.1", ask(CARER, (A, B, C, D)))),
        domain(ScriptDomain.MEANS, item("D5.1", ask(CARER, (A, B, C, D)))),
    ),
    closing=(),
)

TO_CAREGIVER = TalkFacts(
    track=CARER,
    band=C,
    is_private=True,
    is_person_of_concern=False,
    is_girl=True,
    is_asked_by_woman=True,
    is_asked_by_volunteer=False,
    has_disability=False,
    has_known_threat=False,
    has_history=False,
    is_hinted=False,
    missed_before=frozenset(),
)
