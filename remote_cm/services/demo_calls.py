"""The six weeks of calls of one family of the demo, judged call by call with the service's own rules."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from remote_cm.domain.cadence import CadenceFacts, read_cadence
from remote_cm.domain.case_level import CaseLevelDecision, JudgedCall, decide_case_level
from remote_cm.domain.risk import CallLevelDecision, LastAnswer, decide_call_level
from remote_cm.domain.risk_answers import AnswerSource
from remote_cm.domain.vocabulary import AgeBand, DomainColour, RiskLevel, ScriptDomain, Track
from remote_cm.services.demo_roster import CasePlace
from remote_cm.services.demo_turns import Listeners, QuestionBook, ToldTurn, read_told_colours, tell_turn
from remote_cm.services.judge_call import read_colours
from remote_cm.services.surroundings import Surroundings

_NOT_COVERED = DomainColour.UNCOVERED

_IN_TIME = timedelta(hours=1)
"""What was before the oldest call is not told; it was in time."""


@dataclass(frozen=True)
class ToldCall:
    """One call that was held, with what the rules made of it.

    ``level_before`` is the level that the case had when it began, ``due_by`` when it should have been at the latest.
    """

    number: int
    started_at: datetime
    ended_at: datetime
    due_by: datetime
    track: Track
    turns: tuple[ToldTurn, ...]
    colours: Mapping[ScriptDomain, DomainColour]
    decision: CallLevelDecision
    level_before: RiskLevel
    case_level: CaseLevelDecision
    is_child_heard: bool
    is_caregiver_heard: bool


def tell_calls(
    around: Surroundings,
    book: QuestionBook,
    place: CasePlace,
    listeners: Listeners,
    last_contact_at: datetime,
    opened_at: datetime,
    cadence: CadenceFacts,
) -> Iterator[ToldCall]:
    """Every call of a family, oldest first. ``cadence`` says how often it is called at today's level."""
    story = place.story
    level, level_since = story.first_level, opened_at
    last: dict[ScriptDomain, tuple[DomainColour, datetime]] = {}
    previous: RiskLevel | None = None
    judged: list[JudgedCall] = []
    before_at = None
    for number, past in enumerate(story.calls):
        age = len(story.calls) - 1 - number
        started_at = _started_at(place, last_contact_at, past.days_before, age)
        track, turns = _tell_turns(book, place, listeners, past.colours, number, age)
        heard = [turn.heard for turn in turns]
        colours = read_colours(around, heard)
        decision = decide_call_level(
            colours,
            _ages(around, last, started_at),
            triggers=(),
            danger_button=False,
            private=True,
            person_of_concern=False,
            previous_call_level=previous,
            floor=story.family.floor,
            policy=around.policy.risk,
        )
        children = [turn for turn in turns if turn.track is Track.CHILD]
        judged.append(
            JudgedCall(
                held_at=started_at,
                level=decision.level,
                source=AnswerSource.CASEWORKER,
                priority_covered=decision.priority_covered,
                private=all(turn.is_private for turn in turns),
                child_heard=bool(children),
            )
        )
        case_level = decide_case_level(
            level, level_since, judged, danger_open=False, floor=story.family.floor, policy=around.policy.risk
        )
        yield ToldCall(
            number=number,
            started_at=started_at,
            ended_at=started_at + timedelta(minutes=14 + (place.number * 7 + number * 5) % 13),
            due_by=_due_by(around, cadence, level, before_at) if before_at is not None else started_at + _IN_TIME,
            track=track,
            turns=turns,
            colours=colours,
            decision=decision,
            level_before=level,
            case_level=case_level,
            is_child_heard=bool(children),
            is_caregiver_heard=len(turns) > len(children),
        )
        last |= {domain: (colour, started_at) for domain, colour in colours.items() if colour is not _NOT_COVERED}
        previous, before_at = decision.level, started_at
        if case_level.level is not level:
            level, level_since = case_level.level, started_at


def _started_at(place: CasePlace, last_contact_at: datetime, days_before: int, age: int) -> datetime:
    """The last one when it is told; those before it on their days, a little earlier in the hour."""
    earlier = timedelta(minutes=(place.number * 13 + age * 29) % 25) if age else timedelta()
    return last_contact_at - timedelta(days=days_before) - earlier


def _tell_turns(
    book: QuestionBook, place: CasePlace, listeners: Listeners, letters: str, number: int, age: int
) -> tuple[Track, tuple[ToldTurn, ...]]:
    """Whose phone was rung, and who had a turn: the caregiver's, mostly with the child for a moment, or the child's."""
    story = place.story
    colours = read_told_colours(letters)
    is_steady = story.level is story.first_level is RiskLevel.MEDIUM
    is_private = not (is_steady and age == 2 and place.number % 3 == 0)
    turn = place.number + number

    def tell(track: Track, *, is_handed_over: bool = False) -> ToldTurn:
        return tell_turn(book, listeners, track, colours, turn, is_private=is_private, is_handed_over=is_handed_over)

    if story.family.is_caregiver_feared or (story.family.has_own_phone and age % 2 == 1 and number > 0):
        return Track.CHILD, (tell(Track.CHILD),)
    if age % 2 and number:
        return Track.CAREGIVER, (tell(Track.CAREGIVER),)
    if story.family.band is AgeBand.A:
        listened = ToldTurn(Track.CHILD, is_handed_over=True, is_private=is_private, answers=())
        return Track.CAREGIVER, (tell(Track.CAREGIVER), listened)
    return Track.CAREGIVER, (tell(Track.CAREGIVER), tell(Track.CHILD, is_handed_over=True))


def _ages(
    around: Surroundings, last: Mapping[ScriptDomain, tuple[DomainColour, datetime]], at: datetime
) -> dict[ScriptDomain, LastAnswer]:
    today = at.astimezone(around.zone).date()
    return {
        domain: LastAnswer(colour, (today - heard_at.astimezone(around.zone).date()).days)
        for domain, (colour, heard_at) in last.items()
    }


def _due_by(around: Surroundings, cadence: CadenceFacts, level: RiskLevel, since: datetime) -> datetime:
    facts = CadenceFacts(
        level=level,
        preset=cadence.preset,
        opened_on=cadence.opened_on,
        first_review_done=cadence.first_review_done,
        camp_restricted=cadence.camp_restricted,
        reachable=True,
        daily_until=None,
        relaxed_floors=(),
    )
    interval = read_cadence(facts, since.astimezone(around.zone).date(), around.policy.cadence).interval
    return since + timedelta(hours=interval.at_most_hours)


def last_colours(calls: Sequence[ToldCall]) -> dict[ScriptDomain, tuple[DomainColour, ToldCall]]:
    """What was heard last of each domain, and in which call."""
    return {
        domain: (colour, call)
        for call in calls
        for domain, colour in call.colours.items()
        if colour is not _NOT_COVERED
    }
