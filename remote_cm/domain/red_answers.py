"""A red answer is never just a colour: what is asked at once, and whether it is danger now, E1, or safeguarding.

Which question and which triggers belong to an item is script data (script §2.12); here is only what follows from them.
"""

from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.call_script import DangerAnswer, Item
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import LadderName, Trigger


class RedRoute(StrEnum):
    """Where a red answer goes."""

    ASK = "ask"
    """The question that decides has not been answered; until it is, the red is at least E1."""

    DANGER = "danger"
    """E0: the ladder starts now."""

    SUPERVISOR = "supervisor"
    """E1: the caseworker within hours, the supervisor the same day."""

    SAFEGUARDING = "safeguarding"
    """E5: the safeguarding focal point alone, never the line of the person named (N28)."""


@dataclass(frozen=True)
class RedDecision:
    """What follows a red. ``ladder`` is the one that starts at once, None where none does."""

    route: RedRoute
    trigger: Trigger | None
    ladder: LadderName | None


def red_question(item: Item) -> str | None:
    """What to ask when this item is red; None where nothing is asked, because what follows is certain."""
    return item.trigger.question


def decide_red(item: Item, answer: DangerAnswer | None, chosen: Trigger | None = None) -> RedDecision:
    """What a red at this item leads to (script §2.12).

    ``answer`` is None while the question is open or where there is none. ``chosen`` says which danger it is; with none
    chosen the first of the item stands, since danger never waits for a detail. T12 goes to safeguarding whatever the
    answer, and where the child is in danger now, up a ladder without the line. Raises BadInput for a trigger that does
    not belong to the item.
    """
    path = item.trigger
    possible = [choice.code for choice in (*path.triggers, *path.also)]
    if chosen is not None and chosen not in possible:
        allowed = ", ".join(possible) or "none: a red here has no trigger"
        raise BadInput(Fault("trigger", f"must be one that {item.id} may lead to ({allowed})"))
    is_open = path.question is not None and answer is None
    is_danger = bool(path.triggers) and not is_open and answer == path.danger_when
    trigger = chosen or (path.triggers[0].code if is_danger else None)
    if trigger is Trigger.T12:
        return RedDecision(RedRoute.SAFEGUARDING, trigger, LadderName.E0_WITHOUT_LINE if is_danger else None)
    if is_open:
        return RedDecision(RedRoute.ASK, None, None)
    if is_danger:
        return RedDecision(RedRoute.DANGER, trigger, LadderName.E0)
    return RedDecision(RedRoute.SUPERVISOR, None, None)
