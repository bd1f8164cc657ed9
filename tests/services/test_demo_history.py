"""The six weeks that the demo's people have behind them: they agree with the service's own rules."""

import uuid
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from datetime import timedelta
from itertools import pairwise

import pytest

from remote_cm.domain.call_notes import NotedAnswer, are_notes_written
from remote_cm.domain.case_level import CaseLevelReason
from remote_cm.domain.safe_window import windows_between
from remote_cm.domain.slow_ladder import SlowLadderName
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, RiskLevel, ScriptDomain, Track
from remote_cm.services.alert_board import show_alert_board
from remote_cm.services.case_pages import show_case
from remote_cm.services.demo_roster import case_places
from remote_cm.services.demo_story import Leaves
from remote_cm.services.demo_turns import replies_without_danger
from remote_cm.services.judge_call import list_turns_heard, read_colours
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.calls import (
    ActionState,
    Answer,
    Attempt,
    AttemptOutcome,
    ConsentRecord,
    Conversation,
    ConversationEnding,
    PlanAction,
    ScriptWording,
    Turn,
)
from remote_cm.storage.tables.cases import CaseFile, Contact, DomainLevel, FollowUp, FollowUpState, LevelChange
from remote_cm.storage.tables.debriefs import Debrief
from remote_cm.storage.tables.inbound import InboundEvent, VolunteerReport
from remote_cm.storage.tables.slow_ladders import SlowLadderRun
from remote_cm.storage.tables.tasks import Task
from tests.factories import Loaded
from tests.services.calls_by_hand import rows

SIX_WEEKS = timedelta(weeks=6, days=14)


def judged_by_case(around: Surroundings) -> Mapping[uuid.UUID, Sequence[Conversation]]:
    talks: dict[uuid.UUID, list[Conversation]] = defaultdict(list)
    for talk in sorted(rows(around, Conversation), key=lambda talk: talk.started_at):
        if talk.call_level is not None:
            talks[talk.case_id].append(talk)
    return talks


def test_nothing_lies_ahead_and_no_talk_goes_on(loaded_demo: Surroundings) -> None:
    now = loaded_demo.now()
    talks = rows(loaded_demo, Conversation)
    assert len(talks) > 600
    assert all(now - SIX_WEEKS < talk.started_at < (talk.ended_at or now) < now for talk in talks)
    assert all(talk.settled_at and talk.notes_written_at for talk in talks)
    assert all(attempt.outcome and attempt.claimed_at < now for attempt in rows(loaded_demo, Attempt))
    assert all(answer.saved_at < now for answer in rows(loaded_demo, Answer))
    assert all(event.received_at < now for event in rows(loaded_demo, InboundEvent))
    assert all(task.made_at <= now for task in rows(loaded_demo, Task))
    assert all(change.changed_at < now for change in rows(loaded_demo, LevelChange))


def test_the_level_of_every_case_is_the_one_that_its_calls_have_made(loaded_demo: Surroundings) -> None:
    told = {place.code: place.story for place in case_places()}
    judged = judged_by_case(loaded_demo)
    for case in rows(loaded_demo, CaseFile):
        story = told[case.code]
        assert case.level is story.level, case.code
        if story.calls:
            assert case.last_call_level is judged[case.id][-1].call_level
            assert case.last_contact_at == judged[case.id][-1].started_at
            assert len(judged[case.id]) == len(story.calls)


@pytest.mark.requirement("RSK-01")
def test_what_every_call_is_said_to_have_heard_is_what_its_answers_say(loaded_demo: Surroundings) -> None:
    cases = {case.id: case for case in rows(loaded_demo, CaseFile)}
    story_of = {place.code: place.story for place in case_places()}
    with loaded_demo.database.unit_of_work() as work:
        for case_id, talks in judged_by_case(loaded_demo).items():
            turns = list_turns_heard(work.session, cases[case_id], talks)
            for talk, past in zip(talks, story_of[cases[case_id].code].calls, strict=True):
                colours = read_colours(loaded_demo, turns[talk.id])
                told = dict(zip(ScriptDomain, map(DomainColour, past.colours), strict=True))
                is_private = all(turn.is_private for turn in turns[talk.id])
                assert talk.effective is not None
                assert all(
                    talk.effective[domain] == colour
                    for domain, colour in colours.items()
                    if colour is not DomainColour.UNCOVERED
                )
                if is_private:
                    assert colours == told


def test_the_last_colours_of_a_case_are_those_of_its_last_talks(loaded_demo: Surroundings) -> None:
    levels = {(row.case_id, row.domain): row for row in rows(loaded_demo, DomainLevel)}
    for case_id, talks in judged_by_case(loaded_demo).items():
        effective = talks[-1].effective or {}
        for domain in ScriptDomain:
            if effective[domain.value] != DomainColour.UNCOVERED:
                assert levels[case_id, domain].colour == effective[domain.value]


def test_some_levels_rose_and_some_are_proposed_to_fall(loaded_demo: Surroundings) -> None:
    changes = rows(loaded_demo, LevelChange)
    assert all(change.reason == CaseLevelReason.RAISED_BY_CALL for change in changes)
    assert all(change.level_after.rank > change.level_before.rank for change in changes)
    assert len(changes) == 30
    proposed = [task for task in rows(loaded_demo, Task) if task.kind is TaskKind.STEP_DOWN_PROPOSED]
    earned = {place.code for place in case_places() if place.story.leaves is Leaves.STEP_DOWN}
    codes = {case.id: case.code for case in rows(loaded_demo, CaseFile)}
    assert {codes[task.case_id] for task in proposed if task.case_id} == earned
    assert not any(task.done_at for task in proposed)


def test_every_case_is_owed_one_call_and_it_is_with_somebody_who_may_be_called(loaded_demo: Surroundings) -> None:
    owed = [row for row in rows(loaded_demo, FollowUp) if not row.state.is_final]
    assert Counter(row.case_id for row in owed) == {case.id: 1 for case in rows(loaded_demo, CaseFile)}
    contacts = {contact.id: contact for contact in rows(loaded_demo, Contact)}
    for row in owed:
        assert row.contact_id is not None
        assert contacts[row.contact_id].phone_number
        assert not contacts[row.contact_id].is_person_of_concern
    met = [row for row in rows(loaded_demo, FollowUp) if row.state is FollowUpState.MET]
    late = [row for row in met if row.closed_at is not None and row.closed_at > row.due_by]
    assert len(met) > 600
    assert len(met) / 20 < len(late) < len(met) / 4


def test_tries_came_to_every_kind_of_end(loaded_demo: Surroundings) -> None:
    outcomes = Counter(attempt.outcome for attempt in rows(loaded_demo, Attempt))
    for outcome in (AttemptOutcome.NO_ANSWER, AttemptOutcome.OTHER_PERSON, AttemptOutcome.NOT_NOW):
        assert outcomes[outcome] > 10
    endings = Counter(talk.ending for talk in rows(loaded_demo, Conversation))
    assert endings[ConversationEnding.DROPPED] > 10
    assert endings[ConversationEnding.ENDED_SAFELY] > 10
    assert set(endings) == {
        ConversationEnding.FINISHED,
        ConversationEnding.ENDED_SAFELY,
        ConversationEnding.DROPPED,
    }


@pytest.mark.requirement("MON-24")
def test_every_worry_has_its_words_and_every_answer_the_words_that_were_asked(loaded_demo: Surroundings) -> None:
    wordings = {row.id: row for row in rows(loaded_demo, ScriptWording)}
    answers = rows(loaded_demo, Answer)
    noted = [NotedAnswer(one.code, has_words=bool(one.said and one.heard and one.view)) for one in answers]
    assert are_notes_written(noted)
    assert all(one.wording_id and wordings[one.wording_id].item_id == one.item_id for one in answers)
    assert Counter(one.code for one in answers).keys() == {AnswerCode.GREEN, AnswerCode.ORANGE, AnswerCode.RED}


def test_no_red_of_the_past_was_danger_at_that_moment(loaded_demo: Surroundings) -> None:
    reds = [one for one in rows(loaded_demo, Answer) if one.code is AnswerCode.RED]
    assert reds
    for one in reds:
        replies = {
            reply.value if reply else None for reply in replies_without_danger(loaded_demo.script.items[one.item_id])
        }
        assert one.red_reply in replies
        assert one.trigger is None


@pytest.mark.requirement("CALL-05")
def test_no_child_was_left_unheard_for_two_calls(loaded_demo: Surroundings) -> None:
    tracks: dict[uuid.UUID, set[Track]] = defaultdict(set)
    for turn in rows(loaded_demo, Turn):
        tracks[turn.conversation_id].add(turn.track)
    for talks in judged_by_case(loaded_demo).values():
        heard = [Track.CHILD in tracks[talk.id] for talk in talks]
        assert all(one or other for one, other in pairwise(heard))


def test_every_try_of_the_last_days_lay_in_safe_hours(loaded_demo: Surroundings) -> None:
    contacts = {contact.id: contact for contact in rows(loaded_demo, Contact)}
    told = {place.code: place for place in case_places()}
    cases = {case.id: case for case in rows(loaded_demo, CaseFile)}
    for attempt in rows(loaded_demo, Attempt):
        day = timedelta(days=1)
        windows = contacts[attempt.contact_id].safe_windows
        near = windows_between(windows, attempt.claimed_at - day, attempt.claimed_at + day, loaded_demo.zone)
        # A try is claimed a minute before the talk, and the oldest of an hour may lie a little before it.
        slack = timedelta(minutes=30)
        is_safe = any(period.starts - slack <= attempt.claimed_at < period.ends for period in near)
        assert is_safe, told[cases[attempt.case_id].code]


@pytest.mark.requirement("CALL-11")
def test_consents_are_recorded_but_for_families_who_were_never_called(loaded_demo: Surroundings) -> None:
    recorded = {row.case_id for row in rows(loaded_demo, ConsentRecord)}
    untold = [case for case in rows(loaded_demo, CaseFile) if case.id not in recorded]
    first = {place.code for place in case_places() if place.story.leaves is Leaves.FIRST_CALL}
    assert {case.code for case in untold} == first
    assert len(first) == 6
    assert all(case.last_contact_at is None for case in untold)


def test_actions_are_done_or_open_with_a_task_that_lies_ahead(loaded_demo: Surroundings) -> None:
    tasks = {task.id: task for task in rows(loaded_demo, Task)}
    actions = rows(loaded_demo, PlanAction)
    assert {action.state for action in actions} == {ActionState.DONE, ActionState.OPEN}
    for action in actions:
        if action.state is ActionState.OPEN:
            assert action.task_id is not None
            assert tasks[action.task_id].done_at is None
            assert tasks[action.task_id].due_at > loaded_demo.now()
        else:
            assert action.settled_at is not None
            assert action.settled_at <= loaded_demo.now()


def test_families_are_silent_at_different_points_of_the_protocol(loaded_demo: Surroundings) -> None:
    ladders = [row for row in rows(loaded_demo, SlowLadderRun) if row.ended_at is None]
    names = Counter(row.ladder for row in ladders)
    assert names[SlowLadderName.E1] == 2
    assert names[SlowLadderName.E2] == 14
    silent = [row for row in ladders if row.ladder is SlowLadderName.E3]
    assert len(silent) == 9
    kinds = Counter(task.kind for task in rows(loaded_demo, Task) if task.slow_ladder_id in {row.id for row in silent})
    assert kinds[TaskKind.NOBODY_REACHED] == kinds[TaskKind.SAFE_ADULT_ASKED] == 5
    assert kinds[TaskKind.EYES_ON] == 5
    assert len([row for row in silent if row.tries_used_up_at is not None]) == 2


@pytest.mark.requirement("N24")
def test_reports_of_volunteers_are_about_families_they_visit_and_changed_no_level(loaded_demo: Surroundings) -> None:
    reports = rows(loaded_demo, VolunteerReport)
    assert {report.level for report in reports} == {None, 1, 2}
    assert len({report.volunteer_id for report in reports}) == 18
    changed_by = {change.conversation_id for change in rows(loaded_demo, LevelChange)}
    assert None not in changed_by


def test_talks_with_volunteers_were_held_and_missed_on_working_days_only(loaded_demo: Surroundings) -> None:
    debriefs = rows(loaded_demo, Debrief)
    states = Counter(debrief.state.value for debrief in debriefs)
    assert states["held"] > states["missed"] + states["short"] > 20
    assert {debrief.day.strftime("%a") for debrief in debriefs} == {"Sun", "Mon", "Tue", "Wed", "Thu"}
    assert all(debrief.due_at is None for debrief in debriefs)


@pytest.mark.requirement("N27")
def test_ended_alerts_show_their_path_and_who_ended_them(loaded_demo: Surroundings) -> None:
    alerts = rows(loaded_demo, Alert)
    assert len(alerts) == 6
    assert all(alert.ended_by_id and alert.outcome and alert.next_contact_on for alert in alerts)
    board = show_alert_board(loaded_demo, Loaded(loaded_demo).person("SUP-01"))
    assert not board.open
    assert [card.ended_by for card in board.ended] == ["SUP-01", "SUP-01"]
    assert all([line.act.value for line in card.path][-1] == "ended" for card in board.ended)


def test_the_page_of_a_case_tells_its_weeks(loaded_demo: Surroundings) -> None:
    place = next(place for place in case_places() if place.story.leaves is Leaves.WORRY)
    person = Loaded(loaded_demo).person("CW-01")
    page = show_case(loaded_demo, person, place.code)
    assert {line.kind for line in page.history} >= {"conversation"}
    assert page.level is RiskLevel.MEDIUM
    assert [task.kind for task in page.tasks if task.kind is TaskKind.ORANGE_ANSWER]
