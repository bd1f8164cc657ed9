"""How the answers of one call become the colour of a domain: what may count, what covers it, whose word wins.

No other domain, no earlier call and no level of the whole call is known here; those are in ``risk``.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from remote_cm.domain.refusal import BadInput, Fault, NotAllowed
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain, StaffRole, Track

BY_SEVERITY = (DomainColour.GREEN, DomainColour.UNCOVERED, DomainColour.ORANGE, DomainColour.RED)

COLOUR_OF_CODE = {
    AnswerCode.GREEN: DomainColour.GREEN,
    AnswerCode.ORANGE: DomainColour.ORANGE,
    AnswerCode.RED: DomainColour.RED,
}

NOT_PUT_TO_THEM = frozenset({AnswerCode.MISSED, AnswerCode.NOT_SAFE, AnswerCode.NOT_APPLICABLE})


class AnswerSource(StrEnum):
    """Who brought an answer. Only a caseworker's conversation is an assessment; the others are reports."""

    CASEWORKER = "caseworker"
    VOLUNTEER = "volunteer"
    TEXT = "text"


@dataclass(frozen=True)
class Heard:
    """What one person said about one domain in one conversation or report.

    ``private`` is False also when privacy was unsure. ``items`` maps item ids of the script ("D1.1") to their codes.
    """

    source: AnswerSource
    track: Track
    private: bool
    person_of_concern: bool
    items: Mapping[str, AnswerCode]


@dataclass(frozen=True)
class Judgement:
    """A member of staff sets a domain to another colour than the answers give, with a reason."""

    colour: DomainColour
    by: StaffRole
    reason: str


@dataclass(frozen=True)
class DomainReading:
    """The colour of one domain after one call, and what was noticed on the way.

    ``computed`` is the colour before any judgement. ``discordant`` is for staff only, the family never sees it (N16).
    ``unsafe_contact`` asks for a task to find a safer way to reach them. ``reported`` is the worst worry that a
    volunteer or a text brought: it raises an alert and stands beside the colour, but is no part of it.
    """

    colour: DomainColour
    computed: DomainColour
    discordant: bool
    unsafe_contact: bool
    reported: DomainColour | None


def severity(colour: DomainColour) -> int:
    """The place of a colour in the order green, not covered, orange, red (risk rule, first paragraph)."""
    return BY_SEVERITY.index(colour)


def worst(colours: Iterable[DomainColour]) -> DomainColour | None:
    """The most severe of the colours, or None when there are none."""
    return max(colours, key=severity, default=None)


def green_may_count(
    domain: ScriptDomain, *, private: bool, person_of_concern: bool, greens_need_privacy: Sequence[ScriptDomain]
) -> bool:
    """Whether a green is believed: not with ears around in a delicate domain, never from a person of concern (N25)."""
    return not person_of_concern and (private or domain not in greens_need_privacy)


def read_domain_level(
    domain: ScriptDomain,
    heard: Iterable[Heard],
    *,
    anchor: str,
    judgement: Judgement | None,
    greens_need_privacy: Sequence[ScriptDomain],
) -> DomainReading:
    """The colour of one domain from everything heard about it in one call (risk rule §3.1).

    ``anchor`` is the item without whose green the domain is not covered. Child and caregiver are read apart and the
    worse of the two wins. Raises NotAllowed when somebody who may not lowers the colour, BadInput without a reason.
    """
    everything = tuple(heard)
    assessed = tuple(one for one in everything if one.source is AnswerSource.CASEWORKER)
    by_track = {track: _track_colour(domain, assessed, track, anchor, greens_need_privacy) for track in Track}
    covering = {track: colour for track, colour in by_track.items() if colour is not DomainColour.UNCOVERED}
    computed = worst(covering.values()) or DomainColour.UNCOVERED
    if computed is DomainColour.GREEN and _anchor_declined(assessed, anchor):
        # A green of the one does not speak for the other, who chose not to answer.
        computed = DomainColour.UNCOVERED
    return DomainReading(
        colour=computed if judgement is None else _judged(computed, judgement),
        computed=computed,
        discordant=len(set(covering.values())) > 1,
        unsafe_contact=domain is ScriptDomain.SAFETY and any(_has_unsafe_item(one) for one in assessed),
        reported=_reported(everything),
    )


def decide_supervisor_talk(anchor_answers: Sequence[AnswerCode], declines_in_a_row: int) -> bool:
    """Whether one anchor was declined so often in a row that the supervisor should talk it over (risk rule §3.1).

    ``anchor_answers`` holds the code of that anchor in each call, oldest first. A call in which it was not put to them
    neither adds to the row nor breaks it.
    """
    put = [code for code in anchor_answers if code not in NOT_PUT_TO_THEM]
    latest = put[-declines_in_a_row:]
    return len(latest) == declines_in_a_row and all(code is AnswerCode.DECLINED for code in latest)


def _track_colour(
    domain: ScriptDomain,
    assessed: Sequence[Heard],
    track: Track,
    anchor: str,
    greens_need_privacy: Sequence[ScriptDomain],
) -> DomainColour:
    colours = [_conversation_colour(domain, one, anchor, greens_need_privacy) for one in assessed if one.track is track]
    covering = [colour for colour in colours if colour is not DomainColour.UNCOVERED]
    return worst(covering) or DomainColour.UNCOVERED


def _conversation_colour(
    domain: ScriptDomain, heard: Heard, anchor: str, greens_need_privacy: Sequence[ScriptDomain]
) -> DomainColour:
    codes = set(heard.items.values())
    if AnswerCode.RED in codes:
        return DomainColour.RED
    if AnswerCode.ORANGE in codes or (domain is ScriptDomain.SAFETY and _has_unsafe_item(heard)):
        return DomainColour.ORANGE
    believed = green_may_count(
        domain,
        private=heard.private,
        person_of_concern=heard.person_of_concern,
        greens_need_privacy=greens_need_privacy,
    )
    if believed and heard.items.get(anchor) is AnswerCode.GREEN:
        return DomainColour.GREEN
    return DomainColour.UNCOVERED


def _has_unsafe_item(heard: Heard) -> bool:
    return AnswerCode.NOT_SAFE in heard.items.values()


def _anchor_declined(assessed: Sequence[Heard], anchor: str) -> bool:
    return any(one.items.get(anchor) is AnswerCode.DECLINED and not one.person_of_concern for one in assessed)


def _reported(heard: Sequence[Heard]) -> DomainColour | None:
    codes = (code for one in heard if one.source is not AnswerSource.CASEWORKER for code in one.items.values())
    return worst(COLOUR_OF_CODE[code] for code in codes if code in (AnswerCode.ORANGE, AnswerCode.RED))


def _judged(computed: DomainColour, judgement: Judgement) -> DomainColour:
    if not judgement.reason.strip():
        raise BadInput(Fault("judgement.reason", "say in a few words what the judgement rests on"))
    lowers = severity(judgement.colour) < severity(computed)
    if lowers and judgement.by is not StaffRole.SUPERVISOR:
        raise NotAllowed("only a supervisor may lower a domain below the colour that was computed")
    if judgement.by not in (StaffRole.CASEWORKER, StaffRole.SUPERVISOR):
        raise NotAllowed("only a caseworker or a supervisor may judge a domain")
    return judgement.colour
