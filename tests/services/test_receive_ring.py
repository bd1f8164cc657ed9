"""What it leads to when somebody lets the line ring: a call back by a person, at once when it rang twice."""

from remote_cm.domain.vocabulary import SenderKind
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.tasks import Task
from tests.factories import CAREGIVER_NUMBER, CASEWORKER_NUMBER, STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.conftest import Acts
from tests.services.stage import make_stage


def test_a_ring_is_never_answered_and_becomes_a_duty_for_whoever_the_caller_belongs_to(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings)

    for caller in (VOLUNTEER_NUMBER, CAREGIVER_NUMBER, CASEWORKER_NUMBER, STRANGER_NUMBER, "anonymous"):
        stage.ring(caller)

    assert sorted(stage.tasks(), key=str) == [
        ("missed_call", "CW-1"),
        ("missed_call", "CW-1"),
        ("missed_call", None),
        ("number_withheld", None),
        ("unknown_sender", None),
    ]
    assert {event.sender_kind for event in stage.events()} == set(SenderKind)
    assert stage.messages() == []
    assert stage.alerts() == []


def test_a_ring_of_a_volunteer_is_called_back_within_two_hours(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.ring(VOLUNTEER_NUMBER)

    (task,) = stage.rows(Task)
    assert (task.due_at - stage.clock.now()).total_seconds() == 2 * 3600
    assert task.volunteer_id == stage.people.volunteer().id


def test_two_rings_within_five_minutes_are_a_call_for_help(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.ring(VOLUNTEER_NUMBER)
    stage.clock.advance(minutes=5)
    stage.ring(VOLUNTEER_NUMBER)

    assert stage.alert().ladder == "help"
    assert stage.paged() == {"CW-1"}

    stage.clock.advance(minutes=4)
    stage.ring(VOLUNTEER_NUMBER)
    assert stage.alert().ladder == "help"
    assert len(stage.timeline(AlertAct.JOINED)) == 1


def test_two_rings_further_apart_are_two_wishes_for_a_call(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.ring(VOLUNTEER_NUMBER)
    stage.clock.advance(minutes=5, seconds=1)
    stage.ring(VOLUNTEER_NUMBER)

    assert stage.alerts() == []
    assert stage.tasks() == [("missed_call", "CW-1")] * 2


def test_the_same_ring_reported_twice_is_one_and_no_call_for_help(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)

    raised = at_once(*[lambda: stage.ring(VOLUNTEER_NUMBER, "CA-same")] * 3)
    stage.ring(VOLUNTEER_NUMBER, "CA-same")

    assert raised == [None, None, None]
    assert stage.tasks() == [("missed_call", "CW-1")]
    assert stage.alerts() == []


def test_two_rings_at_one_moment_are_one_call_for_help(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)

    raised = at_once(lambda: stage.ring(VOLUNTEER_NUMBER), lambda: stage.ring(VOLUNTEER_NUMBER))

    assert raised == [None, None]
    assert stage.tasks() == [("missed_call", "CW-1")]
    assert stage.alert().ladder == "help"


def test_two_rings_of_a_family_stay_a_duty_and_ring_nobody(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.ring(CAREGIVER_NUMBER)
    stage.ring(CAREGIVER_NUMBER)

    assert stage.tasks() == [("missed_call", "CW-1")] * 2
    assert stage.messages() == []


def test_at_night_a_volunteers_missed_call_is_for_who_is_on_call_and_a_familys_for_its_caseworker(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings)
    stage.clock.advance(hours=13)

    stage.ring(VOLUNTEER_NUMBER)
    stage.ring(CAREGIVER_NUMBER)

    by_volunteer, by_family = sorted(stage.rows(Task), key=lambda task: task.volunteer_id is None)
    assert by_volunteer.assignee_id == stage.people.staff("SUP-2").id
    assert by_family.assignee_id == stage.people.staff("CW-1").id
