"""What people see while our account at the provider has to be mended, for each code that says so: nothing is lost."""

import pytest
from structlog.testing import capture_logs

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.vocabulary import Channel
from remote_cm.storage.tables.channels import ChannelPause
from remote_cm.storage.tables.messages import MessageKind
from tests.web.provider_scene import ACCOUNT, NOT_REGISTERED, Scene, undelivered

COUNTRY = "our account may not reach this country"
NOT_FOUND = "our provider does not find our account"
NO_PRIVACY = "our account has no message privacy"

ACCOUNT_REFUSED = {(400, 21408): COUNTRY, (400, 21606): NOT_REGISTERED, (401, 20003): ACCOUNT, (404, 20404): NOT_FOUND}
ACCOUNT_REPORTED = {30002: ACCOUNT, 30034: NOT_REGISTERED, 30029: NO_PRIVACY}
"""One code of each line; which others mean the same stands with the gateway."""


@pytest.mark.parametrize(("answer", "why"), ACCOUNT_REFUSED.items())
def test_an_account_that_must_be_mended_lets_ordinary_texts_wait_and_is_shown_with_what_to_do(
    scene: Scene, answer: tuple[int, int], why: str
) -> None:
    reply = scene.reply()
    scene.server.refuse_next(*answer)
    with capture_logs() as lines:
        waiting = scene.hand_over(reply)
        other = scene.hand_over(scene.reply("2"))

    assert (waiting.state, waiting.tries) == (DeliveryState.OWED, 0)
    assert (other.state, other.tries) == (DeliveryState.OWED, 0)
    assert scene.asked == 1
    assert [line["event"] for line in lines if line["log_level"] == "error"] == ["channel_paused"]
    for username in ("sup-1", "adm-1"):
        seen = scene.page(username, "/settings")
        assert f"Texts do not go out: {why}" in seen
        assert "in the provider&#39;s console" in seen or "the one of the console" in seen
    assert f"Texts do not go out: {why}" in scene.page("cw-1", "/alerts")


def test_calls_wait_apart_from_texts(scene: Scene) -> None:
    ring = scene.page_of(MessageKind.RING)
    scene.server.refuse_next(400, 21215)
    scene.hand_over(ring)

    (pause,) = scene.stage.rows(ChannelPause)
    assert pause.channel is Channel.CALL
    assert "The service cannot ring anybody" in scene.page("sup-1", "/settings")
    assert scene.hand_over(scene.reply("2")).state is DeliveryState.QUEUED


def test_one_text_in_a_while_tries_whether_the_account_is_mended_and_the_others_follow(scene: Scene) -> None:
    first, second, third = scene.reply(), scene.reply("2"), scene.reply("4")
    scene.server.refuse_next(401, 20003)
    scene.server.refuse_next(401, 20003)
    for reply in (first, second, third):
        scene.hand_over(reply)
    assert scene.asked == 1

    scene.stage.clock.advance(minutes=3)
    # The one that was tried in vain stands back, and of the others one alone is tried.
    for reply in (first, second, third):
        scene.hand_over(reply)
    assert scene.asked == 2
    assert [scene.now(reply).claimed_at == scene.around.now() for reply in (first, second, third)] == [
        False,
        True,
        False,
    ]
    assert [scene.now(reply).state for reply in (first, second, third)] == [DeliveryState.OWED] * 3

    scene.stage.clock.advance(minutes=3)
    for reply in (third, second, first):
        scene.hand_over(reply)

    assert scene.stage.rows(ChannelPause) == []
    assert [scene.now(reply).state for reply in (first, second, third)] == [DeliveryState.QUEUED] * 3
    assert "Texts and calls go out" in scene.page("sup-1", "/settings")


def test_a_page_is_tried_again_and_again_while_the_account_is_refused_and_ends_the_wait(scene: Scene) -> None:
    page = scene.page_of(MessageKind.TEXT)
    for _ in range(4):
        scene.server.refuse_next(401, 20003)
    for after, state in ((0, "owed"), (5, "owed"), (10, "owed"), (15, "owed"), (15, "queued")):
        assert scene.hand_over(page, after=after).state == state
    assert scene.stage.rows(ChannelPause) == []


def test_a_text_that_waited_for_the_account_until_it_was_too_late_is_a_task(scene: Scene) -> None:
    reply = scene.reply()
    scene.server.refuse_next(401, 20003)
    scene.hand_over(reply)
    given_up = scene.hand_over(reply, after=3600)

    assert given_up.state is DeliveryState.EXPIRED
    assert scene.asked == 1
    why = "nothing could be sent: our account has to be mended"
    assert undelivered(why) in scene.page("cw-1", "/calls")


@pytest.mark.parametrize(("code", "why"), ACCOUNT_REPORTED.items())
def test_an_account_that_must_be_mended_may_be_told_by_a_report_and_then_a_report_ends_the_wait(
    scene: Scene, code: int, why: str
) -> None:
    text = scene.reply()
    scene.hand_over(text)
    scene.report(text, "undelivered", code)
    assert f"Texts do not go out: {why}" in scene.page("sup-1", "/settings")
    again = scene.following(text)
    assert again is not None

    # What the provider takes proves nothing here: it took the first one too.
    assert scene.hand_over(again, after=180).state is DeliveryState.QUEUED
    assert len(scene.stage.rows(ChannelPause)) == 1
    scene.report(again, "delivered")

    assert scene.stage.rows(ChannelPause) == []


def test_a_late_report_of_what_went_out_before_does_not_end_the_wait(scene: Scene) -> None:
    before, after = scene.reply(), scene.reply("2")
    scene.hand_over(before)
    scene.stage.clock.advance(seconds=5)
    scene.server.refuse_next(401, 20003)
    scene.hand_over(after)
    scene.report(before, "delivered")

    assert len(scene.stage.rows(ChannelPause)) == 1
