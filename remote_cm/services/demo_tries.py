"""The tries of the demo that reached nobody, or not for long: ringing out, a stranger, a bad moment, a broken line."""

import uuid
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from remote_cm.domain.call_gates import GateAnswer, steps_for
from remote_cm.domain.no_answer import Voice
from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.vocabulary import Interpreter, RiskLevel, Track
from remote_cm.services.begin_slow_ladder import LadderAbout, begin_slow_ladder
from remote_cm.services.climb_slow_ladders import climb_slow_ladder
from remote_cm.services.demo_ground import DemoCase, DemoGround
from remote_cm.services.demo_rows import attempt_of, follow_up_id, talk_row
from remote_cm.services.demo_story import Leaves
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_open_follow_up
from remote_cm.storage.past import add_past
from remote_cm.storage.slow_ladders import find_ladder
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.calls import AttemptOutcome, ConversationEnding, Turn
from remote_cm.storage.tables.slow_ladders import OtherVoice

#: How many hours before the first start a family was tried in vain, by its caseworker's place.
_HIGH_IN_VAIN = ((-20.5,), (-20.5, -20.0), (-20.5, -20.0, -2.0), (), (-20.5, -20.0), (-20.5, -20.0, -2.0))
_LOW_IN_VAIN = ((), (-20.0,), (-20.0,), (), (-44.0, -20.0), (-20.0,))
_A_DAY = timedelta(days=1)


def rows_of_failed_tries(around: Surroundings, case: DemoCase) -> Iterator[Base]:
    """Some calls had a try before them that came to nothing, on the day before or in the same hour."""
    for call in case.calls:
        turn = case.place.number + 3 * call.number
        before, met = call.started_at - _A_DAY, follow_up_id(case, call.number)
        if turn % 5 == 2:
            yield attempt_of(case, met, call.track, before, AttemptOutcome.NO_ANSWER, "rang out")
        elif turn % 7 == 3:
            yield attempt_of(case, met, call.track, before, AttemptOutcome.NOT_NOW, "not now")
        elif turn % 11 == 5:
            stranger = attempt_of(case, met, call.track, before, AttemptOutcome.OTHER_PERSON, "other person")
            yield stranger
            yield OtherVoice(
                id=uuid.uuid5(stranger.id, "voice"), attempt_id=stranger.id, voice=Voice.WOMAN, was_aggressive=False
            )
        elif turn % 13 == 6:
            yield from _broken_line(around, case, met, call.track, call.started_at - timedelta(minutes=8))


def _broken_line(
    around: Surroundings, case: DemoCase, met: uuid.UUID, track: Track, started_at: datetime
) -> Iterator[Base]:
    """The line broke in the hello, calmly, and was rung again as it was agreed."""
    attempt = attempt_of(case, met, track, started_at - timedelta(minutes=1), AttemptOutcome.ANSWERED, "broke")
    talk_id = uuid.uuid5(attempt.id, "talk")
    steps = steps_for(around.script.opening, track, is_handed_over=False)[:3]
    yield attempt
    yield talk_row(
        around,
        case,
        attempt,
        id=talk_id,
        track=track,
        started_at=started_at,
        ended_at=started_at + timedelta(minutes=2),
        ending=ConversationEnding.DROPPED,
    )
    yield Turn(
        id=uuid.uuid5(talk_id, track.value),
        conversation_id=talk_id,
        track=track,
        started_at=started_at,
        is_handed_over=False,
        gates={step.id: GateAnswer.YES.value for step in steps},
        is_private=None,
        overheard_at=None,
        is_hinted=False,
        interpreter=Interpreter.NONE,
        consented_at=None,
        child_refused_by=None,
    )


def let_some_be_silent(around: Surroundings, ground: DemoGround) -> None:
    """Let some families not have answered in the last days, and take the steps that this has asked for since."""
    now = around.now()
    for case in ground.cases:
        moments = _in_vain(case, now)
        if moments:
            _try_in_vain(around, case, moments)


def _in_vain(case: DemoCase, now: datetime) -> tuple[datetime, ...]:
    if case.place.story.leaves is not Leaves.SILENCE:
        return ()
    by_place = _HIGH_IN_VAIN if case.row.level is RiskLevel.HIGH else _LOW_IN_VAIN
    return tuple(now + timedelta(hours=hours) for hours in by_place[case.place.caseworker])


def _try_in_vain(around: Surroundings, case: DemoCase, moments: Sequence[datetime]) -> None:
    """Each try in its turn, with what its failing has asked for until the next one."""
    for place, moment in enumerate(moments):
        with around.database.unit_of_work() as work:
            owed = find_open_follow_up(work.session, case.row.id)
            if owed is None:
                return
            in_vain = attempt_of(case, owed.id, Track.CAREGIVER, moment, AttemptOutcome.NO_ANSWER, f"in vain {place}")
            add_past(work.session, [in_vain])
            about = LadderAbout(case.row.team_id, case.row.id)
            run = begin_slow_ladder(around.at(moment), work.session, SlowLadderName.E3, about, opened_at=moments[0])
            work.commit()
        until = moments[place + 1] if place + 1 < len(moments) else around.now()
        climb_ladder(around, run.id, moment + timedelta(minutes=1), until)


def climb_ladder(around: Surroundings, ladder_id: uuid.UUID, moment: datetime, until: datetime) -> None:
    """Look at a ladder at a moment and then whenever something came due, as the timetable would have done."""
    coming: datetime | None = moment
    while coming is not None and coming <= until:
        _look_at(around, ladder_id, coming)
        with around.database.unit_of_work() as work:
            run = find_ladder(work.session, ladder_id)
            last, coming = coming, run.next_at if run is not None else None
        # What was put off comes when it can.
        coming = coming if coming is not None and coming > last else None


def _look_at(around: Surroundings, ladder_id: uuid.UUID, moment: datetime) -> None:
    with around.database.unit_of_work() as work:
        run = find_ladder(work.session, ladder_id)
        if run is None or run.ended_at is not None:
            return
        run.look_at = moment
        work.commit()
    climb_slow_ladder(around.at(moment), ladder_id)
