"""What people see of a text that the provider could not take now, may have taken, or took and did not deliver."""

from datetime import timedelta

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from tests.gateways.provider_server import Answer
from tests.web.provider_scene import BAD_NUMBER, NO_TEXTS, Scene, undelivered

STOPPED = "the phone company stopped these words"
LATE = "it could not be sent in time"
NOBODY_KNOWS = "nobody can tell if it arrived: our provider&#39;s answer was lost"

BUSY = ((429, 20429), (429, 21611))
SENT_AGAIN = {
    30003: (1200, "the phone is off or out of reach"),
    30008: (60, "the phone network failed"),
    30001: (60, "too many texts waited at our provider"),
    30022: (1800, "a limit of our provider was reached"),
    39999: (300, "our provider did not say why"),
}
"""One code of each line, its first pause and its words; which others mean the same stands with the gateway."""


@pytest.mark.parametrize("answer", BUSY)
def test_a_busy_provider_is_asked_again_at_growing_pauses_and_the_text_is_sent_once(
    scene: Scene, answer: tuple[int, int]
) -> None:
    reply = scene.reply()
    for _ in range(5):
        scene.server.refuse_next(*answer)
    scene.hand_over(reply)
    for pause in (5, 15, 60, 180):
        asked = scene.asked
        assert scene.hand_over(reply, after=pause - 1).state is DeliveryState.OWED
        assert scene.asked == asked
        scene.hand_over(reply, after=1)
        assert scene.asked == asked + 1

    assert scene.hand_over(reply, after=180).state is DeliveryState.QUEUED
    assert len(scene.server.accepted) == 1
    assert "Reach V-001" not in scene.page("cw-1", "/calls")


def test_a_provider_that_stays_busy_until_it_is_too_late_leaves_a_task(scene: Scene) -> None:
    reply = scene.reply()
    scene.server.refuse_next(429, 20429)
    scene.hand_over(reply)

    assert scene.hand_over(reply, after=3600).state is DeliveryState.EXPIRED
    assert undelivered(LATE) in scene.page("cw-1", "/calls")


def test_a_provider_that_says_when_is_not_asked_before_then_and_a_page_does_not_wait_so_long(scene: Scene) -> None:
    reply, page = scene.reply(), scene.page_of(MessageKind.TEXT)
    for message in (reply, page):
        scene.server.answers.append(
            Answer(takes_it=False, status=429, body='{"code": 20429}', headers={"Retry-After": "90"})
        )
        scene.hand_over(message)

    now = scene.around.now()
    assert scene.now(reply).try_after == now + timedelta(seconds=90)
    assert scene.now(page).try_after == now + timedelta(seconds=15)


LOST = {
    "20500": Answer(takes_it=False, status=500, body='{"code": 20500, "message": "x", "status": 500}'),
    "20503": Answer(takes_it=False, status=503, body='{"code": 20503, "message": "x", "status": 503}'),
    "not listed": Answer(takes_it=False, status=400, body='{"code": 29999, "message": "x", "status": 400}'),
    "dropped": Answer(takes_it=False, hangs_up=True),
    "empty": Answer(takes_it=False, body=""),
}


@pytest.mark.parametrize("answer", LOST.values(), ids=LOST.keys())
def test_a_text_of_which_nobody_knows_is_looked_for_sent_once_more_and_then_told_to_a_person(
    scene: Scene, answer: Answer
) -> None:
    reply = scene.reply()
    scene.server.answers.append(answer)
    assert scene.hand_over(reply).state is DeliveryState.OUTCOME_UNKNOWN
    # It is looked for, and then sent once more, which is lost too.
    scene.server.answers_after_list.append(answer)
    assert scene.hand_over(reply, after=30).state is DeliveryState.OUTCOME_UNKNOWN
    given_up = scene.hand_over(reply, after=30)

    assert given_up.state is DeliveryState.EXPIRED
    posts = [request for request in scene.server.requests if "?" not in request]
    assert len(posts) == 2
    assert undelivered(NOBODY_KNOWS) in scene.page("cw-1", "/calls")


@pytest.mark.parametrize(("code", "again"), SENT_AGAIN.items())
def test_a_text_that_did_not_arrive_is_said_again_later_and_in_the_end_told_to_a_person(
    scene: Scene, code: int, again: tuple[int, str]
) -> None:
    pause, why = again
    text = scene.reply()
    while True:
        scene.hand_over(text)
        scene.report(text, "undelivered", code)
        following = scene.following(text)
        if following is None:
            break
        if following.resends == 1:
            assert following.try_after == scene.around.now() + timedelta(seconds=pause)
            assert scene.hand_over(following, after=pause - 1).state is DeliveryState.OWED
        assert following.try_after is not None
        assert following.try_after < following.send_before
        scene.stage.clock.set(following.try_after)
        text = following

    assert text.resends >= 1
    assert undelivered(why) in scene.page("cw-1", "/calls")


def test_words_that_were_filtered_are_never_sent_again(scene: Scene) -> None:
    text = scene.reply()
    scene.hand_over(text)
    scene.report(text, "undelivered", 30007)

    assert scene.following(text) is None
    assert undelivered(STOPPED) in scene.page("cw-1", "/calls")
    assert scene.hand_over(scene.reply("2")).state is DeliveryState.QUEUED


@pytest.mark.parametrize(("code", "why"), [(30005, BAD_NUMBER), (30006, NO_TEXTS)])
def test_a_number_that_the_carrier_does_not_know_is_flagged(scene: Scene, code: int, why: str) -> None:
    text = scene.reply()
    scene.hand_over(text)
    scene.report(text, "undelivered", code)

    assert scene.following(text) is None
    assert undelivered(why) in scene.page("cw-1", "/calls")
    assert f"{why} · since" in scene.page("sup-1", "/settings")
    assert scene.hand_over(scene.reply("2")).state is DeliveryState.EXPIRED


@pytest.mark.parametrize(("purpose", "is_told"), [(MessagePurpose.REPLY, False), (MessagePurpose.REMINDER, True)])
def test_a_text_that_waited_too_long_for_a_phone_is_told_unless_it_was_a_reply(
    scene: Scene, purpose: MessagePurpose, is_told: bool
) -> None:
    text = scene.reply()
    with scene.around.database.unit_of_work() as work:
        work.session.get_one(Message, text.id).purpose = purpose
        work.commit()
    scene.hand_over(text)
    scene.report(text, "undelivered", 30036)

    assert scene.following(text) is None
    line = undelivered("the phone stayed off until it was too late")
    assert (line in scene.page("cw-1", "/calls")) == is_told


def test_a_text_that_may_have_arrived_after_all_is_not_sent_again_and_told(scene: Scene) -> None:
    text = scene.reply()
    scene.hand_over(text)
    scene.report(text, "undelivered", 30410)

    assert scene.following(text) is None
    why = "nobody can tell if it arrived: the phone company did not answer"
    assert undelivered(why) in scene.page("cw-1", "/calls")


@pytest.mark.parametrize("code", [30003, 30410])
def test_the_text_of_an_alert_that_did_not_arrive_is_sent_again_within_seconds(scene: Scene, code: int) -> None:
    page = scene.page_of(MessageKind.TEXT)
    scene.hand_over(page)
    scene.report(page, "undelivered", code)

    following = scene.following(page)
    assert following is not None
    assert following.try_after == scene.around.now() + timedelta(seconds=5)
    assert scene.hand_over(following, after=5).state is DeliveryState.QUEUED
    assert "could not be reached" in scene.alert_page()
