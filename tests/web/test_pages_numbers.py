"""A number that somebody has to call back is shown in one answer, to one person, and stands nowhere else."""

import pytest
from sqlalchemy import update

from remote_cm.services.list_handsets import list_handsets
from remote_cm.services.receive_text import InboundText, receive_text
from remote_cm.storage.tables.cases import Contact
from tests.web.demo import Demo

STRANGER = "+14155550199"


@pytest.mark.requirement("N31")
def test_whoever_took_the_duty_sees_the_number_once_and_no_other_page_shows_it(demo: Demo) -> None:
    receive_text(demo.around, InboundText("twilio", "SM1", STRANGER, "where are you"))
    visitor = demo.visitor("cw-01")
    address = "/inbox/" + visitor.get("/inbox").text.partition('href="/inbox/')[2][:36]
    assert visitor.post(f"{address}/number", address).status_code == 403

    visitor.post(f"{address}/take", address)
    assert STRANGER in visitor.post(f"{address}/number", address).text
    assert STRANGER not in visitor.get(address).text
    assert visitor.get(f"{address}/number").status_code == 404


def test_the_holder_of_an_alert_sees_the_number_of_whoever_raised_it(demo: Demo) -> None:
    volunteer = next(one.phone_number for one in list_handsets(demo.around) if one.name == "V-001")
    receive_text(demo.around, InboundText("twilio", "SM1", volunteer, "9"))
    visitor = demo.visitor("cw-01")
    address = "/alerts/" + visitor.get("/alerts").text.partition('href="/alerts/')[2][:36]
    assert "Show the number" not in visitor.get(address).text

    visitor.post(f"{address}/take", address)
    assert "Show the number" in visitor.get(address).text
    assert volunteer in visitor.post(f"{address}/number", address).text
    assert volunteer not in visitor.get(address).text


@pytest.mark.requirement("N8")
def test_after_an_unsafe_end_the_case_asks_for_a_route_and_opens_when_one_was_chosen(demo: Demo) -> None:
    code = demo.case_code("cw-01")
    visitor = demo.visitor("cw-01")
    assert "Nobody rings this family now" not in visitor.get(f"/cases/{code}").text
    with demo.around.database.unit_of_work() as work:
        work.session.execute(update(Contact).values(unsafe_end_at=demo.around.now()))
        work.commit()

    assert "Nobody rings this family now" in visitor.get(f"/cases/{code}").text
    assert "Nobody rings this family now" not in demo.visitor("sup-01").get(f"/cases/{code}").text
    refused = visitor.post(f"/cases/{code}/route", f"/cases/{code}", route="somehow")
    assert refused.status_code == 400
    visitor.post(f"/cases/{code}/route", f"/cases/{code}", route="they_rang_us")
    assert "Nobody rings this family now" not in visitor.get(f"/cases/{code}").text
