"""The packs stand where the script uses them, closed until they are wanted, and an outbreak's only while it is on."""

from dataclasses import replace
from datetime import date, timedelta

import pytest

from remote_cm.domain.call_extras import LocalNumber
from remote_cm.domain.call_script import Script
from remote_cm.domain.vocabulary import AgeBand, ScriptDomain, Track
from remote_cm.script_library import find_scripts_dir, load_script
from remote_cm.web.call_packs import PacksHere, packs_at
from tests.web.demo import Demo, open_the_questions
from tests.web.visitor import Visitor

SCRIPT = load_script(find_scripts_dir(None), "en")
FIRST, LAST = date(2026, 11, 20), date(2026, 11, 30)
POST = LocalNumber("Health post", "+12025550140")
B = AgeBand.B


@pytest.fixture(scope="module")
def switched_on() -> Script:
    """The script while an illness goes round."""
    pack = SCRIPT.packs.outbreak
    assert pack is not None
    on = replace(pack, is_on=True, valid_from=FIRST, valid_until=LAST, numbers=(POST,))
    return replace(SCRIPT, packs=replace(SCRIPT.packs, outbreak=on))


@pytest.mark.requirement("MON-20")
@pytest.mark.parametrize(
    ("on", "is_told"),
    [(FIRST - timedelta(days=1), False), (FIRST, True), (LAST, True), (LAST + timedelta(days=1), False)],
)
def test_facts_are_told_at_health_on_the_days_of_the_outbreak(switched_on: Script, on: date, is_told: bool) -> None:
    assert (packs_at(switched_on, ScriptDomain.HEALTH, Track.CHILD, B, on).facts is not None) is is_told


@pytest.mark.requirement("MON-20")
def test_facts_are_said_in_words_for_the_listener_with_the_numbers_of_the_place(switched_on: Script) -> None:
    pack = SCRIPT.packs.outbreak
    assert pack is not None
    for track in Track:
        told = packs_at(switched_on, None, track, B, FIRST).facts
        assert told is not None
        assert (told.words, told.numbers) == (tuple(fact.said_to(track, B) for fact in pack.facts), (POST,))


@pytest.mark.requirement("MON-20")
def test_while_no_illness_goes_round_nothing_is_told_of_one() -> None:
    assert packs_at(SCRIPT, None, Track.CAREGIVER, B, FIRST).facts is None


@pytest.mark.requirement("MON-21")
def test_games_and_ways_to_calm_are_those_for_the_age_at_the_domains_that_use_them() -> None:
    play = SCRIPT.packs.play
    games, calming = PacksHere(games=play.games_for(B)), PacksHere(calming=play.calming_for(B))
    of_domain = {
        ScriptDomain.FEELINGS: calming,
        ScriptDomain.CARE: games,
        ScriptDomain.LEARNING: games,
    }
    for domain in ScriptDomain:
        assert packs_at(SCRIPT, domain, Track.CHILD, B, FIRST) == of_domain.get(domain, PacksHere())
    assert packs_at(SCRIPT, None, Track.CHILD, B, FIRST) == PacksHere(None, games.games, calming.calming)


@pytest.mark.requirement("N6")
def test_where_the_age_may_not_be_in_view_no_idea_gives_it_away() -> None:
    assert packs_at(SCRIPT, None, Track.CHILD, None, FIRST).games == SCRIPT.packs.play.games


@pytest.mark.requirement("MON-21")
def test_the_pages_of_a_call_have_them_at_hand_where_the_script_uses_them(demo: Demo) -> None:
    caseworker, call = demo.visitor("cw-01"), f"/calls/{demo.call_open_now().follow_up_id}"
    open_the_questions(caseworker, call, demo.around)
    shown = {
        path: _summaries(caseworker, f"{call}{path}") for path in ("?item=D1.1", "?item=D3.1", "?item=D4.1", "?close=1")
    }
    assert shown == {
        "?item=D1.1": (False, False),
        "?item=D3.1": (False, True),
        "?item=D4.1": (True, False),
        "?close=1": (True, True),
    }


def _summaries(visitor: Visitor, address: str) -> tuple[bool, bool]:
    page = visitor.get(address).text
    return "<summary>Games for inside</summary>" in page, "<summary>Ways to become calm</summary>" in page
