"""The way to pages: a page appears by itself, for whom its guard admits."""

import re

import pytest
from flask import Flask, render_template

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.web.app import create_app
from remote_cm.web.guards import staff_page
from remote_cm.web.navigation import NO_PAGE_YET, PLACES
from tests.web.visitor import Visitor, add_staff

LINK = re.compile(r'<li><a href="([^"]+)"')


def add_page(app: Flask, address: str, *roles: StaffRole) -> None:
    @staff_page(*roles)
    def page() -> str:
        return render_template("no_page_yet.html")

    app.add_url_rule(address, f"test{address.replace('/', '_')}", page)


@pytest.mark.parametrize("role", list(StaffRole))
def test_exactly_the_pages_that_a_role_may_open_are_shown(
    surroundings: Surroundings, visitor: Visitor, role: StaffRole
) -> None:
    add_staff(surroundings, role=role)
    visitor.sign_in("anika")
    shown = set(LINK.findall(visitor.get(NO_PAGE_YET).text))
    addresses = [address for address, _ in PLACES]
    assert shown == {address for address in addresses if visitor.get(address).status_code not in {403, 404}}


@pytest.fixture
def own_app(app: Flask, surroundings: Surroundings, settings: Settings) -> Flask:  # noqa: ARG001 - how it checks a password is wanted
    """An app of one test alone, to which it may add."""
    return create_app(surroundings, settings)


def test_the_place_where_one_is_is_marked(own_app: Flask, surroundings: Surroundings) -> None:
    visitor = Visitor(own_app.test_client())
    add_page(own_app, "/cases/one/below", StaffRole.CASEWORKER)
    add_staff(surroundings)
    visitor.sign_in("anika")
    marked = visitor.get("/cases/one/below").text
    assert marked.count("aria-current") == 1
    assert 'href="/cases" aria-current="page"' in marked
    assert "aria-current" not in visitor.get(NO_PAGE_YET).text


def test_a_page_for_another_role_is_refused(own_app: Flask, surroundings: Surroundings) -> None:
    visitor = Visitor(own_app.test_client())
    add_page(own_app, "/for-others", StaffRole.ADMINISTRATOR)
    add_staff(surroundings)
    visitor.sign_in("anika")
    assert visitor.get("/for-others").status_code == 403


def test_a_page_for_another_role_does_not_follow_the_sign_in(own_app: Flask, surroundings: Surroundings) -> None:
    visitor = Visitor(own_app.test_client())
    add_page(own_app, "/for-others", StaffRole.ADMINISTRATOR)
    add_staff(surroundings)
    visitor.get("/for-others")
    assert visitor.sign_in("anika").headers["Location"] != "/for-others"


def test_strangers_are_shown_no_way(away_visitor: Visitor) -> None:
    assert "<nav" not in away_visitor.get("/sign-in").text
