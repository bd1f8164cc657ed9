"""What a page loads: little, compressed, kept for ever, and from us alone."""

import gzip
import re
from urllib.parse import urljoin

import pytest
from flask import Flask

from remote_cm.web.static_files import static_address
from tests.web.visitor import Visitor

FIRST_LOAD_BYTES = 100_000
LINKED = re.compile(r'(?:href|src)="([^"]+)"')


def test_the_first_page_with_all_it_loads_is_under_a_hundred_kilobytes(away_visitor: Visitor) -> None:
    page = away_visitor.get("/sign-in")
    parts = [address for address in LINKED.findall(page.text) if address.startswith("/static/")]
    sizes = [len(away_visitor.client.get(part, headers={"Accept-Encoding": "gzip"}).data) for part in parts]
    assert len(parts) >= 3
    assert len(page.data) + sum(sizes) < FIRST_LOAD_BYTES


def test_a_page_loads_nothing_from_elsewhere_and_holds_no_style_or_script(away_visitor: Visitor) -> None:
    page = away_visitor.get("/sign-in").text
    assert all(address.startswith(("/", "#")) for address in LINKED.findall(page))
    assert "<style" not in page
    assert "style=" not in page
    assert "<script" not in page


@pytest.mark.parametrize("name", ["remote-cm.css", "bootstrap.min.css", "favicon.svg", "call.js"])
def test_a_file_is_kept_for_ever_under_the_address_of_its_content(away_app: Flask, name: str) -> None:
    with away_app.test_request_context():
        address = static_address(name)
    client = away_app.test_client()
    plain = client.get(address)
    packed = client.get(address, headers={"Accept-Encoding": "gzip, br"})
    assert plain.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert gzip.decompress(packed.data) == plain.data
    assert packed.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in plain.headers
    assert plain.headers["Vary"] == "Accept-Encoding"


def test_a_file_neither_reads_nor_renews_the_session_of_who_asks(away_visitor: Visitor) -> None:
    with away_visitor.client.session_transaction() as session:
        session["_user_id"] = "a mark"
        session.permanent = True
    answer = away_visitor.get("/static/0000000000000000/remote-cm.css")
    assert "Set-Cookie" not in answer.headers


def test_an_old_address_gives_the_new_file_and_is_not_kept(away_visitor: Visitor) -> None:
    answer = away_visitor.get("/static/0000000000000000/remote-cm.css")
    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("name", ["../app.py", "..%2fapp.py", "nothing.css", "/etc/passwd"])
def test_nothing_but_the_files_can_be_fetched(away_visitor: Visitor, name: str) -> None:
    assert away_visitor.client.get(f"/static/0000000000000000/{name}").status_code in {308, 404}


SCRIPTS = ("call.js", "waiting.js", "memory.js")
IMPORTED = re.compile(r'from "([^"]+)"')


def test_a_script_imports_others_by_the_address_of_their_content(away_app: Flask) -> None:
    with away_app.test_request_context():
        address, imported = static_address("call.js"), {static_address(name) for name in SCRIPTS[1:]}
    client = away_app.test_client()
    answer = client.get(address)
    assert answer.content_type == "text/javascript; charset=utf-8"
    named = {urljoin(address, one) for one in IMPORTED.findall(answer.text)}
    assert named == imported
    assert {client.get(one).headers["Cache-Control"] for one in named} == {"public, max-age=31536000, immutable"}


def test_the_scripts_of_a_call_are_small(away_app: Flask) -> None:
    client = away_app.test_client()
    with away_app.test_request_context():
        addresses = [static_address(name) for name in SCRIPTS]
    sizes = [len(client.get(one, headers={"Accept-Encoding": "gzip"}).data) for one in addresses]
    assert sum(sizes) < 10_000
