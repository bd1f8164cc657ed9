"""How an alert climbs: who is paged now, when it climbs next, who holds it, and that only a person ever ends it.

The one failure this product must not have is silence, so an alert that nobody has ended always carries a moment at
which something happens next: ``due_at`` while nobody holds it, ``holder_due_at`` while somebody does. There is no
last step: above the top everybody is paged again and again (escalation ladder §6.2 and §6.9).

Four rules shape the rest. A rung with nobody to ring is not waited for. A person who says "I cannot", or who took an
alert and did not keep the promise that goes with it, is passed over until the next round to everybody. A process that
slept through steps takes all of them at once, each from its own moment, so that it ends exactly where it would have
been. Whoever must be avoided is out of the roster before any name is looked up (N27, N28).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from uuid import UUID

from remote_cm.domain.ladder import Ladder, RungRole, Step
from remote_cm.domain.vocabulary import Channel, LadderName

NOBODY: frozenset[UUID] = frozenset()


@dataclass(frozen=True)
class LadderState:
    """Where one alert stands.

    ``climbed_to`` counts the steps of its ladder that were taken. ``set_aside`` are those who passed it on or missed
    their promise. Raises ValueError when an unended alert would have no clock, or more than one.
    """

    name: LadderName
    opened_at: datetime
    climbed_to: int
    due_at: datetime | None
    holder: UUID | None
    held_at: datetime | None
    holder_due_at: datetime | None
    set_aside: frozenset[UUID]
    is_ended: bool

    def __post_init__(self) -> None:
        if len({self.holder is None, self.held_at is None, self.holder_due_at is None}) != 1:
            raise ValueError("who holds an alert, since when, and the promise that goes with it belong together")
        if not self.is_ended and (self.due_at is None) == (self.holder_due_at is None):
            raise ValueError(
                "an alert that nobody has ended has exactly one clock: its next step or its holder's promise"
            )

    @property
    def next_at(self) -> datetime | None:
        """The moment at which something happens if nobody does anything; None only when ended."""
        return None if self.is_ended else self.holder_due_at or self.due_at


@dataclass(frozen=True)
class Roster:
    """Who stands behind each place right now, and who must not hear of this alert whatever place they hold."""

    people: Mapping[RungRole, tuple[UUID, ...]]
    avoid: frozenset[UUID]


@dataclass(frozen=True)
class Page:
    """One person to be paged now by all of these channels; ``step`` is the step that owes it."""

    staff_id: UUID
    role: RungRole
    channels: tuple[Channel, ...]
    step: int


@dataclass(frozen=True)
class EmptyRung:
    """A step that found nobody to ring and was not waited for."""

    step: int
    who: tuple[RungRole, ...]


@dataclass(frozen=True)
class LadderMove:
    """What to do now. ``late_seconds`` is how long ago the first of the steps taken was due."""

    state: LadderState
    pages: tuple[Page, ...]
    empty_rungs: tuple[EmptyRung, ...]
    late_seconds: int
    promise_missed_by: UUID | None

    @property
    def due_at(self) -> datetime | None:
        """The moment of the next move; None only when the alert has ended."""
        return self.state.next_at

    @property
    def found_nobody(self) -> bool:
        """True when steps were due and not one person could be paged: raise it outside the ladder."""
        return bool(self.empty_rungs) and not self.pages


def open_ladder(name: LadderName, opened_at: datetime) -> LadderState:
    """An alert that has just been opened; its first step is due at once."""
    return LadderState(name, opened_at, 0, opened_at, None, None, None, NOBODY, is_ended=False)


def next_move(state: LadderState, now: datetime, ladder: Ladder, roster: Roster) -> LadderMove:
    """Everything that is due by ``now``: pages, one for each person, and the state in which the alert then stands.

    Nothing is due: no pages and the same state. Asking again at the same moment, or in smaller steps of time, changes
    nothing. A promise that has run out puts the alert back on its ladder above the person who gave it, and a holder who
    has come to be avoided holds it no longer.
    """
    missed_by = state.holder if _is_promise_missed(state, now) else None
    if missed_by is not None:
        state = _without_holder(state, state.holder_due_at or now)
    elif state.holder in roster.avoid and not state.is_ended:
        state = _without_holder(state, now)
    if state.is_ended or state.due_at is None or state.due_at > now:
        return LadderMove(state, (), (), 0, missed_by)
    first_due = state.due_at
    pages: list[Page] = []
    empty: list[EmptyRung] = []
    while state.due_at is not None and state.due_at <= now:
        step = ladder.step(state.climbed_to)
        found = _pages_of(step, state, roster)
        pages += found
        if not found:
            empty.append(EmptyRung(step.index, step.who))
        # When even everybody is nobody, another try has to wait, or this would never come to an end.
        wait = ladder.seconds_after(step.index) if found or step.is_everybody else 0
        state = replace(state, climbed_to=step.index + 1, due_at=state.due_at + timedelta(seconds=wait))
    late_seconds = int((now - first_due).total_seconds())
    return LadderMove(state, _one_each(pages), tuple(empty), late_seconds, missed_by)


def resolve_rung(
    roles: Iterable[RungRole], people: Mapping[RungRole, tuple[UUID, ...]], avoid: frozenset[UUID]
) -> tuple[UUID, ...]:
    """Who stands behind these places, each once, in the order of the places; never anybody to be avoided (N27)."""
    reachable = {role: tuple(who for who in holders if who not in avoid) for role, holders in people.items()}
    return tuple(dict.fromkeys(who for role in roles for who in reachable.get(role, ())))


class AckOutcome(StrEnum):
    """What became of "I have it"."""

    TAKEN = "taken"
    ALREADY_YOURS = "already_yours"
    HELD_BY_ANOTHER = "held_by_another"
    NOT_FOR_YOU = "not_for_you"
    ALREADY_ENDED = "already_ended"


@dataclass(frozen=True)
class Acknowledgement:
    """The answer to "I have it" and the state after it, which is unchanged unless it was taken."""

    outcome: AckOutcome
    state: LadderState


def acknowledge(
    state: LadderState, staff_id: UUID, now: datetime, ladder: Ladder, avoid: frozenset[UUID]
) -> Acknowledgement:
    """A named person says "I have it": the ladder rests and the clock of their first promise starts.

    Another's live promise stands (see ``take_over``), and pressing again never stretches one's own. A promise that
    has run out protects nobody: whoever says it then, has it.
    """
    if state.holder is None or _why_not(state, staff_id, avoid) is not None:
        return take_over(state, staff_id, now, ladder, avoid)
    if not _is_promise_missed(state, now):
        mine = AckOutcome.ALREADY_YOURS if state.holder == staff_id else AckOutcome.HELD_BY_ANOTHER
        return Acknowledgement(mine, state)
    return take_over(_without_holder(state, now), staff_id, now, ladder, avoid)


def take_over(
    state: LadderState, staff_id: UUID, now: datetime, ladder: Ladder, avoid: frozenset[UUID]
) -> Acknowledgement:
    """A named person takes an alert, from whoever holds it if need be; the promises begin anew."""
    refused = _why_not(state, staff_id, avoid)
    if refused is not None:
        return Acknowledgement(refused, state)
    promised = now + timedelta(seconds=ladder.promises[0].within_seconds)
    held = replace(
        state,
        due_at=None,
        holder=staff_id,
        held_at=now,
        holder_due_at=promised,
        set_aside=state.set_aside - {staff_id},
    )
    return Acknowledgement(AckOutcome.TAKEN, held)


def keep_promise(state: LadderState, staff_id: UUID, now: datetime, ladder: Ladder) -> LadderState:
    """The holder did what was promised: the clock of the next promise runs, counted from when they took the alert.

    After the last one it is renewed again and again until the alert is ended. Nothing changes when the person is not
    the holder or the promise has run out, which ``next_move`` then acts upon.
    """
    if state.is_ended or state.holder != staff_id or state.held_at is None or state.holder_due_at is None:
        return state
    if _is_promise_missed(state, now):
        return state
    ahead = (state.held_at + timedelta(seconds=promise.within_seconds) for promise in ladder.promises)
    renewed = now + timedelta(seconds=ladder.renewed_every_seconds)
    following = next((moment for moment in ahead if moment > state.holder_due_at), max(renewed, state.holder_due_at))
    return replace(state, holder_due_at=following)


def pass_on(state: LadderState, staff_id: UUID, now: datetime, ladder: Ladder, roster: Roster) -> LadderMove:
    """A person says "I cannot": never an acknowledgement; the next step above them is taken at once.

    Saying it twice climbs once. Said by somebody who must be avoided, or about an alert that another holds, it moves
    nothing.
    """
    move = next_move(state, now, ladder, roster)
    state = move.state
    is_held_by_another = state.holder is not None and state.holder != staff_id
    if state.is_ended or staff_id in roster.avoid or staff_id in state.set_aside or is_held_by_another:
        return move
    further = next_move(_without_holder(state, now, staff_id), now, ladder, roster)
    pages = _one_each((*move.pages, *further.pages))
    return replace(move, state=further.state, pages=pages, empty_rungs=move.empty_rungs + further.empty_rungs)


def climb_at_once(state: LadderState, now: datetime, ladder: Ladder) -> LadderState:
    """Nobody whom the last step rang can be reached: the next one is due now and not at its delay (lessons §7).

    Nothing changes while somebody holds the alert, when the next step is due already, or when it would only ring the
    same people again in a round: a round keeps its distance, or busy phones would be rung without a pause.
    """
    if state.is_ended or state.due_at is None or state.due_at <= now or state.climbed_to == 0:
        return state
    return replace(state, due_at=now) if ladder.step(state.climbed_to).has_rung else state


def with_their_line(named: Iterable[UUID], supervisor_of: Mapping[UUID, UUID]) -> frozenset[UUID]:
    """The people named as a source of harm and everybody above them, who must not hear of the alert (N28, §6.7)."""
    found: set[UUID] = set()
    for person in named:
        above: UUID | None = person
        while above is not None and above not in found:
            found.add(above)
            above = supervisor_of.get(above)
    return frozenset(found)


def _is_promise_missed(state: LadderState, now: datetime) -> bool:
    return not state.is_ended and state.holder_due_at is not None and now >= state.holder_due_at


def _without_holder(state: LadderState, due_at: datetime, also: UUID | None = None) -> LadderState:
    aside = state.set_aside | {who for who in (state.holder, also) if who is not None}
    return replace(state, due_at=due_at, holder=None, held_at=None, holder_due_at=None, set_aside=aside)


def _why_not(state: LadderState, staff_id: UUID, avoid: frozenset[UUID]) -> AckOutcome | None:
    if staff_id in avoid:
        return AckOutcome.NOT_FOR_YOU
    return AckOutcome.ALREADY_ENDED if state.is_ended else None


def _pages_of(step: Step, state: LadderState, roster: Roster) -> tuple[Page, ...]:
    """Whom a step pages; those set aside are rung again only when it is everybody's turn."""
    passed_over = NOBODY if step.is_repeat else state.set_aside
    return _one_each(
        Page(who, role, rung.channels, step.index)
        for rung in step.rungs
        for role in rung.who
        for who in resolve_rung((role,), roster.people, roster.avoid | passed_over)
    )


def _one_each(pages: Iterable[Page]) -> tuple[Page, ...]:
    """One page for each person, by every channel that any of theirs names."""
    found: dict[UUID, Page] = {}
    for page in pages:
        known = found.setdefault(page.staff_id, page)
        found[page.staff_id] = replace(known, channels=tuple(dict.fromkeys(known.channels + page.channels)))
    return tuple(found.values())
