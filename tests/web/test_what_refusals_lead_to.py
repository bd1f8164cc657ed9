"""What people see when the provider refuses a text or a ring for good, for each code that says so."""

import pytest

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.vocabulary import Channel
from remote_cm.ports import Job
from remote_cm.storage.tables.channels import FlaggedNumber
from remote_cm.storage.tables.messages import MessageKind
from tests.factories import PASSWORD, VOLUNTEER_NUMBER
from tests.web.provider_scene import BAD_NUMBER, NO_TEXTS, Scene, undelivered, unreachable
from tests.web.visitor import Visitor

NO_ROUTE = "this number cannot be reached from ours"
OPTED_OUT = "they asked the phone company for no more texts; a call still goes"
NOT_ALLOWED = "our provider does not allow this number"
OUR_MISTAKE = "the service made a mistake, and its operator knows"

TEXT_REFUSED = {
    21211: BAD_NUMBER,
    21614: NO_TEXTS,
    21612: NO_ROUTE,
    21610: OPTED_OUT,
    21216: NOT_ALLOWED,
    21617: OUR_MISTAKE,
}
RING_REFUSED = {21217: BAD_NUMBER, 21214: NO_ROUTE, 13225: NOT_ALLOWED, 21205: OUR_MISTAKE}
"""One code of each line; which others mean the same stands with the gateway."""


@pytest.mark.parametrize(("code", "why"), TEXT_REFUSED.items())
def test_a_reply_that_is_refused_for_good_is_a_task_of_the_caseworker(scene: Scene, code: int, why: str) -> None:
    reply = scene.reply()
    scene.server.refuse_next(400, code)

    refused = scene.hand_over(reply)
    scene.hand_over(reply, after=3000)

    assert refused.state is DeliveryState.REFUSED
    assert scene.asked == 1
    assert undelivered(why) in scene.page("cw-1", "/calls")


@pytest.mark.parametrize(("code", "why"), TEXT_REFUSED.items())
def test_only_a_number_that_cannot_be_reached_gets_no_other_ordinary_text(scene: Scene, code: int, why: str) -> None:
    scene.server.refuse_next(400, code)
    scene.hand_over(scene.reply())
    other = scene.hand_over(scene.reply("2"))

    is_flagged = why != OUR_MISTAKE
    assert (other.state is DeliveryState.EXPIRED) == is_flagged
    assert scene.asked == (1 if is_flagged else 2)
    assert [kind for kind, _ in scene.stage.tasks()].count("text_undelivered") == 1
    seen = scene.page("sup-1", "/settings")
    assert (f"{why} · since" in seen) == is_flagged
    assert ("V-001 by text" in seen) == is_flagged


@pytest.mark.parametrize(
    ("code", "word", "is_texted"), [(21610, " Start", True), (21610, "3", False), (21211, "start", False)]
)
def test_who_asks_the_phone_company_for_texts_again_gets_them_again(
    scene: Scene, code: int, word: str, is_texted: bool
) -> None:
    scene.server.refuse_next(400, code)
    scene.hand_over(scene.reply("2"))
    scene.stage.text(VOLUNTEER_NUMBER, word)

    answered = scene.hand_over(scene.reply("7 4"))
    assert answered.state is (DeliveryState.QUEUED if is_texted else DeliveryState.EXPIRED)


@pytest.mark.parametrize(("code", "why"), TEXT_REFUSED.items())
def test_the_text_of_an_alert_that_is_refused_is_in_its_path_and_on_the_page_of_who_leads(
    scene: Scene, code: int, why: str
) -> None:
    page = scene.page_of(MessageKind.TEXT)
    scene.server.refuse_next(400, code)
    scene.hand_over(page)

    assert f"could not be reached: {why}" in scene.alert_page()
    assert unreachable(why) in scene.page("sup-1", "/inbox")


@pytest.mark.parametrize(("code", "why"), RING_REFUSED.items())
def test_a_ring_that_is_refused_is_in_the_path_of_the_alert_and_climbs_at_once(
    scene: Scene, code: int, why: str
) -> None:
    ring = scene.page_of(MessageKind.RING)
    scene.server.refuse_next(400, code)
    scene.hand_over(ring)

    seen = scene.alert_page()
    assert f"could not be reached: {why}" in seen
    assert "no phone was answered: it climbs at once" in seen
    assert unreachable(why) in scene.page("sup-1", "/inbox")
    assert scene.stage.alert().due_at == scene.around.now()


def test_a_page_goes_to_a_flagged_number_all_the_same_and_says_so(scene: Scene) -> None:
    ring = scene.page_of(MessageKind.RING)
    scene.server.refuse_next(400, 21217)
    scene.hand_over(ring)
    scene.stage.climb()
    text = next(row for row in scene.stage.messages() if row.kind is MessageKind.TEXT and row.alert_id is not None)

    assert scene.hand_over(text).state is DeliveryState.QUEUED
    assert f"tried, although this number did not work before: {BAD_NUMBER}" in scene.alert_page()
    assert len(scene.stage.rows(FlaggedNumber)) == 2


def test_who_wants_no_more_texts_is_rung_all_the_same(scene: Scene) -> None:
    scene.server.refuse_next(400, 21610)
    scene.hand_over(scene.page_of(MessageKind.TEXT))

    (flag,) = scene.stage.rows(FlaggedNumber)
    assert flag.channel is Channel.TEXT


def test_a_supervisor_says_that_a_number_works_and_texts_go_to_it_again(scene: Scene) -> None:
    scene.server.refuse_next(400, 21610)
    scene.hand_over(scene.reply())
    (flag,) = scene.stage.rows(FlaggedNumber)
    address = f"/settings/numbers/{flag.id}/again"
    for username, status in (("cw-1", 403), ("sup-2", 404), ("adm-1", 403), ("sup-1", 303)):
        visitor = Visitor(scene.app.test_client())
        visitor.sign_in(username, PASSWORD)
        assert visitor.post(address, "/settings" if username != "cw-1" else "/calls").status_code == status, username

    assert scene.hand_over(scene.reply("2")).state is DeliveryState.QUEUED
    assert [row.subject_id for row in scene.stage.audited("number:tried_again")] == [flag.id]


def test_a_text_that_arrives_proves_the_number(scene: Scene) -> None:
    scene.server.refuse_next(400, 21211)
    text = scene.page_of(MessageKind.TEXT)
    scene.hand_over(text)
    scene.stage.climb_at(600)
    again = next(
        row
        for row in scene.stage.messages()
        if row.staff_id == text.staff_id and row.kind is MessageKind.TEXT and row.id != text.id
    )
    scene.hand_over(again)
    assert len(scene.stage.rows(FlaggedNumber)) == 2
    scene.report(again, "delivered")

    assert scene.stage.rows(FlaggedNumber) == []


def test_an_alert_is_nudged_to_climb_when_its_only_ring_is_refused(scene: Scene) -> None:
    ring = scene.page_of(MessageKind.RING)
    scene.server.refuse_next(400, 21217)
    scene.hand_over(ring)

    assert (Job.CLIMB_ALERT, str(scene.stage.alert().id)) in scene.stage.queue.nudges
