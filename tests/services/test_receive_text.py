"""What a text leads to, by who sent it and what it means: its rows, once, and a reply to volunteers alone."""

from datetime import timedelta

import pytest

from remote_cm.domain.vocabulary import Intent, SenderKind
from remote_cm.ports import Job
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.tasks import Task
from tests.factories import (
    CAREGIVER_NUMBER,
    CASEWORKER_NUMBER,
    CHILD_NUMBER,
    SHARED_NUMBER,
    STRANGER_NUMBER,
    SUPERVISOR_NUMBER,
    VOLUNTEER_NUMBER,
    case_row,
    contact_row,
    volunteer_row,
)
from tests.services.conftest import Acts
from tests.services.stage import ALIAS, LedTo, make_stage

LONG_NUMBER = "the paper says 1234567"
SHARED = [
    volunteer_row("V-011", SHARED_NUMBER, shared_phone=True, pin="1357"),
    volunteer_row("V-012", SHARED_NUMBER, shared_phone=True, pin="2468", caseworker="CW-2"),
]


def _task(kind: str, reply: str, *more_replies: str, who: str | None = "CW-1") -> LedTo:
    return LedTo(tasks=((kind, who),), replies=(reply, *more_replies))


FROM_A_VOLUNTEER = {
    "3": _task("call_back", "OK. We will phone."),
    "7 4": _task("call_at", "OK, at 4."),
    "1 47K 1": LedTo(reports=(1,), replies=("Received. Thanks.",)),
    "1 47K 2": LedTo(tasks=(("update_worry", "CW-1"),), reports=(2,), replies=("Received. Thanks.",)),
    "1 47K 3": LedTo(
        tasks=(("update_bad", "CW-1"), ("update_bad", "SUP-1")), reports=(3,), replies=("Received. Thanks.",)
    ),
    "1 47K 0": _task("not_met", "Received."),
    "1 12F 1": _task("alias_unknown", "Not clear. Let it ring once, or call us."),
    "1 12F 3": LedTo(
        tasks=(("update_bad", "CW-1"), ("update_bad", "SUP-1")), replies=("Not clear. Let it ring once, or call us.",)
    ),
    "2": _task("new_child", "Received. Will phone."),
    "4": _task("debrief", "OK."),
    "5 47K": _task("done_reported", "Received."),
    "6": _task("wellbeing", "Breathe slowly three times. Drink some water.", "Take care. To talk send 3.", who="SUP-1"),
    "11": LedTo(replies=("1 news 2 new 3 phone me 4 talk time", "8 help 9 urgent 00 stop")),
    "blue": _task("not_understood", "Not understood. Send 3, we will phone."),
    "0": _task("not_understood", "Send 00 to stop."),
    LONG_NUMBER: _task("details_withheld", "Send 3, we will phone."),
    "00": _task("stop_asked", "OK."),
    "8": LedTo(alerts=("help",), replies=("Calling you.",)),
    "9 47K": LedTo(alerts=("e0",)),
    "98": LedTo(alerts=("e0_without_line",)),
}
FROM_A_FAMILY = {
    "hello": LedTo(tasks=(("family_text", "CW-1"),)),
    "3": LedTo(tasks=(("family_text", "CW-1"),)),
    LONG_NUMBER: LedTo(tasks=(("family_text", "CW-1"),)),
    "help": LedTo(tasks=(("family_text", "CW-1"),), alerts=("help",)),
    "9": LedTo(alerts=("e0",)),
    "98": LedTo(alerts=("e0_without_line",)),
    "stop": LedTo(tasks=(("family_stop", "CW-1"), ("possible_discovery", "CW-1"))),
}
FROM_STAFF = {
    "hello": LedTo(tasks=(("unknown_sender", None),)),
    "stop": LedTo(tasks=(("stop_asked", "SUP-1"),)),
    "help": LedTo(alerts=("help",)),
    "9": LedTo(alerts=("e0",)),
    "98": LedTo(alerts=("e0_without_line",)),
}
FROM_A_STRANGER = {
    "hello": LedTo(tasks=(("unknown_sender", None),)),
    LONG_NUMBER: LedTo(tasks=(("details_withheld", None),)),
    "help": LedTo(tasks=(("help", None),)),
    "stop": LedTo(tasks=(("unknown_sender", None),)),
    "bachao": LedTo(alerts=("e0_unknown_sender",)),
}


@pytest.mark.requirement("VOL-06")
def test_every_command_of_a_volunteer_leads_to_its_rows_and_its_neutral_reply(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    assert {body: stage.led_to(VOLUNTEER_NUMBER, body) for body in FROM_A_VOLUNTEER} == FROM_A_VOLUNTEER

    assert stage.people.volunteer().texts_stopped_at is not None
    assert {event.sender_kind for event in stage.events()} == {SenderKind.VOLUNTEER}
    assert all(event.volunteer_id == stage.people.volunteer().id for event in stage.events())
    named = {event.body for event in stage.events() if event.case_id is not None}
    assert named == {"1 47K 1", "1 47K 2", "1 47K 3", "1 47K 0", "5 47K", "9 47K"}


@pytest.mark.requirement("N4")
def test_a_family_is_heard_and_never_answered_nor_rung(surroundings: Surroundings) -> None:
    family = [contact_row("caregiver", CAREGIVER_NUMBER, text_agreed=True), contact_row("child", CHILD_NUMBER)]
    stage = make_stage(surroundings, case_row(contacts=family))

    assert {body: stage.led_to(CAREGIVER_NUMBER, body) for body in FROM_A_FAMILY} == FROM_A_FAMILY
    stage.ring(CAREGIVER_NUMBER)
    stage.clock.advance(hours=2)
    stage.climb()
    stage.hand_over()

    assert CASEWORKER_NUMBER in stage.reached()
    assert not stage.reached() & {CAREGIVER_NUMBER, CHILD_NUMBER}
    caregiver = stage.people.contact("caregiver")
    assert caregiver.opted_out_at is not None
    assert not caregiver.has_agreed_to_texts
    assert stage.people.contact("child").opted_out_at is None


def test_staff_are_heard_like_anybody_and_a_wish_to_stop_mutes_no_alert(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    assert {body: stage.led_to(CASEWORKER_NUMBER, body) for body in FROM_STAFF} == FROM_STAFF

    stage.text(VOLUNTEER_NUMBER, "9 47K")
    assert ("CW-1", "text", 0) in [(who, kind, 0) for who, kind, _ in stage.pages()]


def test_a_stranger_is_kept_for_people_and_never_answered(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    assert {body: stage.led_to(STRANGER_NUMBER, body) for body in FROM_A_STRANGER} == FROM_A_STRANGER

    stage.text("anonymous", "hello")
    assert stage.tasks()[-1] == ("number_withheld", None)
    stage.clock.advance(hours=1)
    stage.climb()
    stage.hand_over()
    assert CASEWORKER_NUMBER in stage.reached()
    assert STRANGER_NUMBER not in stage.reached()
    assert {task.team_id for task in stage.rows(Task)} == {None}


def test_a_call_is_booked_at_the_next_moment_that_shows_the_hour(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "7 4")
    stage.text(VOLUNTEER_NUMBER, "7 9")

    due = [task.due_at.astimezone(surroundings.zone) for task in stage.rows(Task)]
    assert sorted(due) == [
        stage.clock.now().astimezone(surroundings.zone).replace(hour=16),
        stage.clock.now().astimezone(surroundings.zone).replace(hour=9) + timedelta(days=1),
    ]


def test_a_second_text_in_ten_minutes_that_nobody_understands_is_more_urgent(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "blue")
    stage.clock.advance(minutes=10)
    stage.text(VOLUNTEER_NUMBER, "green")
    stage.clock.advance(minutes=10, seconds=1)
    stage.text(VOLUNTEER_NUMBER, "yellow")

    assert [kind for kind, _ in stage.tasks()] == ["not_understood", "not_understood_twice", "not_understood"]


def test_the_same_delivery_twice_is_one_text(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "3", provider_id="SM-same")
    stage.clock.advance(hours=1)
    stage.text(VOLUNTEER_NUMBER, "3", provider_id="SM-same")

    assert len(stage.events()) == 1
    assert stage.tasks() == [("call_back", "CW-1")]
    assert len(stage.replies()) == 1


def test_the_same_delivery_at_one_moment_is_one_text(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)

    raised = at_once(*[lambda: stage.text(VOLUNTEER_NUMBER, "9 47K", provider_id="SM-same")] * 3)

    assert raised == [None, None, None]
    assert len(stage.events()) == 1
    assert stage.timeline(AlertAct.JOINED) == []
    assert stage.pages() == [("CW-1", "ring", 0), ("CW-1", "text", 0)]


def test_the_same_words_at_one_moment_under_two_ids_are_one_text(surroundings: Surroundings, at_once: Acts) -> None:
    stage = make_stage(surroundings)

    raised = at_once(lambda: stage.text(VOLUNTEER_NUMBER, "3"), lambda: stage.text(VOLUNTEER_NUMBER, "3"))

    assert raised == [None, None]
    assert sorted(event.effects for event in stage.events()) == [["make_task:call_back"], ["repeated"]]
    assert stage.tasks() == [("call_back", "CW-1")]


def test_the_same_words_within_two_minutes_are_one_text(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.clock.advance(minutes=2)
    stage.text(VOLUNTEER_NUMBER, "9-47k")
    assert stage.timeline(AlertAct.JOINED) == []

    # Counted from the text that was acted upon: whoever goes on sending it is heard again.
    stage.clock.advance(seconds=1)
    stage.text(VOLUNTEER_NUMBER, "9 47K")

    assert [event.effects for event in stage.events()] == [["open_alert:e0"], ["repeated"], ["open_alert:e0"]]
    assert len(stage.timeline(AlertAct.JOINED)) == 1


def test_the_same_words_from_two_numbers_are_two_texts(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(CAREGIVER_NUMBER, "hello")
    stage.text(CHILD_NUMBER, "hello")

    assert stage.tasks() == [("family_text", "CW-1")] * 2


@pytest.mark.requirement("VOL-21")
def test_on_a_shared_phone_the_pin_tells_who_writes(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings, case_row(volunteers=[{"code": "V-012", "alias": ALIAS}]), volunteers=SHARED)

    stage.text(SHARED_NUMBER, "2468 3")
    assert stage.tasks() == [("call_back", "CW-2")]
    assert stage.events()[0].volunteer_id == stage.people.volunteer("V-012").id

    stage.clock.advance(hours=1)
    stage.text(SHARED_NUMBER, "1111 3")
    assert sorted(stage.tasks()[1:], key=str) == [("not_understood", "CW-1"), ("not_understood", "CW-2")]
    assert stage.events()[1].volunteer_id is None


@pytest.mark.requirement("VOL-07")
def test_danger_from_a_shared_phone_needs_no_pin_and_rings_every_caseworker_it_may_be_meant_for(
    surroundings: Surroundings,
) -> None:
    stage = make_stage(surroundings, case_row(), volunteers=SHARED)

    stage.text(SHARED_NUMBER, "9")
    assert stage.paged() == {"CW-1", "CW-2"}
    assert len(stage.alerts()) == 2

    stage.clock.advance(minutes=3)
    stage.text(SHARED_NUMBER, "bipod")
    assert len(stage.alerts()) == 2
    assert len(stage.timeline(AlertAct.JOINED)) == 2


def test_a_named_child_concerns_its_own_caseworker_whoever_guides_the_volunteer(surroundings: Surroundings) -> None:
    other = case_row("CX-OTHER", caseworker="CW-2", volunteers=[{"code": "V-001", "alias": "12F"}])
    stage = make_stage(surroundings, other)

    stage.text(VOLUNTEER_NUMBER, "9 12F")
    stage.text(VOLUNTEER_NUMBER, "1 12F 2")

    assert stage.paged() == {"CW-2"}
    assert stage.tasks() == [("update_worry", "CW-2")]


def test_a_family_of_two_cases_concerns_both_of_their_caseworkers(surroundings: Surroundings) -> None:
    same_phone = [contact_row("caregiver", CAREGIVER_NUMBER)]
    stage = make_stage(
        surroundings,
        case_row("CX-ONE", contacts=same_phone),
        case_row("CX-TWO", caseworker="CW-2", contacts=same_phone),
    )

    stage.text(CAREGIVER_NUMBER, "hello")

    assert sorted(stage.tasks()) == [("family_text", "CW-1"), ("family_text", "CW-2")]


def test_workers_are_nudged_for_each_message_that_a_text_owes(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(VOLUNTEER_NUMBER, "3")
    stage.text(VOLUNTEER_NUMBER, "9")

    owed = {str(row.id): Job.HAND_OVER_PAGE if row.alert_id else Job.HAND_OVER_MESSAGE for row in stage.messages()}
    assert sorted(stage.queue.nudges) == sorted((job, row_id) for row_id, job in owed.items())
    assert len(owed) == 3


def test_a_text_is_kept_with_what_was_read_of_it(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)

    stage.text(CAREGIVER_NUMBER, "bipod")
    stage.text(SUPERVISOR_NUMBER, "hello")

    family, staff = stage.events()
    assert (family.intent, family.effects) == (Intent.DANGER, ["open_alert:e0"])
    assert family.contact_id == stage.people.contact("caregiver").id
    assert family.case_id == stage.people.case().id
    assert family.received_at == stage.clock.now()
    assert staff.staff_id == stage.people.staff("SUP-1").id
