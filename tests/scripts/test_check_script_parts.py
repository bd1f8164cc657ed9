"""Faults in what stands beside the questions, and between the files of one script, are told with file and line too."""

from datetime import date

import pytest

from remote_cm.script_library import check_scripts
from remote_cm.script_library.monitoring_files import PARTS
from tests.scripts.script_copies import SCRIPTS, ScriptCopy

BEFORE = "monitoring/en/before.yaml"
OPENING = "monitoring/en/opening.yaml"
CLOSING = "monitoring/en/closing.yaml"
PROTOCOLS = "monitoring/en/protocols.yaml"
GUIDES = "monitoring/en/guides.yaml"
HOUSEHOLD = "monitoring/en/household.yaml"
EXTRAS = "monitoring/en/extras.yaml"
COLLATERAL = "monitoring/en/collateral.yaml"
REMINDERS = "monitoring/en/reminders.yaml"
OUTBREAK = "monitoring/en/packs/outbreak.yaml"
GAMES = "monitoring/en/packs/indoor_games.yaml"
CARE = "monitoring/en/d4_care.yaml"
MEANS = "monitoring/en/d5_means.yaml"
PEOPLE = "monitoring/en/d7_people.yaml"

DATED = "valid_from: 2030-03-01\nvalid_until: 2030-04-30\n"
NUMBER = "numbers: [{label: Health post, number: ask there}]\n"


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what"),
    [
        # Ids.
        (BEFORE, "id: B2", "id: B1", "steps[1].id", "B1 is used twice"),
        (BEFORE, "id: B2", "id: O2", "steps[1].id", "must be B and a digit"),
        (PROTOCOLS, "id: B\n", "id: A\n", "protocols[1].id", "A is used twice"),
        (PROTOCOLS, "id: B\n", "id: bee\n", "protocols[1].id", "must be a capital letter"),
        (PROTOCOLS, "id: unsafe", "id: plain", "protocols[0].paths[1].id", "plain is used twice"),
        (GUIDES, "id: disclosure", "id: suicide", "guides[1].id", "suicide is used twice"),
        (EXTRAS, "id: X2", "id: X1", "questions[1].id", "X1 is used twice"),
        (EXTRAS, "{id: separation_threat", "{id: after_reunification", "tags[1].id", "is used twice"),
        (REMINDERS, "id: N13", "id: N10", "reminders[1].id", "N10 is used twice"),
        (REMINDERS, "id: N13", "id: E13", "reminders[1].id", "must be N and a number"),
        (COLLATERAL, "kind: teacher", "kind: kin", "talks[1].kind", "kin is used twice"),
        (GAMES, "id: sound_pot", "id: peekaboo", "games[1].id", "peekaboo is used twice"),
        (GAMES, "id: belly_boat", "id: flower_candle", "calming[1].id", "flower_candle is used twice"),
        # What is pointed at must be there.
        (GUIDES, "item: D3.4", "item: D3.9", "guides[0].opens_at[1].item", "D3.9 is no item"),
        (MEANS, "also_score: [D1.4]", "also_score: [D1.7]", "items[1].also_score[0]", "D1.7 is no item"),
        (REMINDERS, "[D1.2, D1.3,", "[D1.2, D1.8,", "reminders[4].items[1]", "D1.8 is no item"),
        (OPENING, "if_no_protocol: D", "if_no_protocol: H", "steps[2].if_no_protocol", "H is no protocol"),
        (EXTRAS, "tag: violence_threat", "tag: violence", "questions[7].tag", "violence is not among the tags"),
        # Values.
        (GUIDES, "codes: [R]", "codes: [S]", "guides[0].opens_at[1].codes[0]", "must be one of"),
        (GUIDES, "opens_at_triggers: [T4]", "opens_at_triggers: [T44]", "guides[0].opens_at_triggers[0]", "'T14'"),
        (CARE, "code: T5", "code: T55", "items[0].trigger.triggers[0].code", "'T14'"),
        (HOUSEHOLD, "answer: well", "answer: fine", "answers[0].answer", "must be one of"),
        (REMINDERS, "shown_at: [opening]", "shown_at: [hallway]", "reminders[2].shown_at[0]", "must be one of"),
        (OUTBREAK, "is_on: false", "is_on: maybe", "is_on", "valid boolean"),
        (CLOSING, "after:\n  - do", "after:\n  - tu", "after[0].tu", "is not a known key here"),
        # Words.
        (GUIDES, "I am listening.", "Tell me of the abuse.", "guides[1].steps[1].say", "word: abuse"),
        (HOUSEHOLD, "Is everybody at home well", "Is any victim well", "if_overheard.caregiver", "word: victim"),
        (EXTRAS, "Is that place still good?", "Shall I report it?", "questions[8].say", "word: report"),
        (COLLATERAL, "Did the visit take place?", "Is the case open?", "talks[2].ask[0]", "word: case"),
        (COLLATERAL, "this one thing. For", "this case. For", "if_asked", "word: case"),
        (GAMES, "Smell a flower", "Smell a case", "calming[0].say", "word: case"),
        (OUTBREAK, "Wash hands with", "Ring 01700 00000 and use", "facts[0].caregiver", "long number"),
    ],
)
def test_a_broken_place_is_told_with_its_file_and_line(
    copy: ScriptCopy, file: str, old: str, new: str, where: str, what: str
) -> None:
    line = copy.replace(file, old, new)
    told = [fault for fault in copy.faults() if (fault.file, fault.where) == (file, where)]
    assert told, copy.faults()
    assert line <= told[0].line <= line + 1
    assert what in told[0].what


@pytest.mark.parametrize("part", PARTS)
def test_every_part_of_a_script_must_be_there(copy: ScriptCopy, part: str) -> None:
    (copy.folder / "monitoring/en" / part).unlink()
    assert (f"monitoring/en/{part}", "is missing") in {(fault.file, fault.what) for fault in copy.faults()}


def test_an_anchor_that_nobody_answers_at_some_age_is_told(copy: ScriptCopy) -> None:
    line = copy.replace(PEOPLE, "bands: [A, B, C, D]", "bands: [B, C, D]")
    fault = copy.only_fault()
    assert (fault.file, fault.where) == (PEOPLE, "items[0].asks")
    assert fault.line < line
    assert "the caregiver is not asked at band A" in fault.what


def test_an_anchor_that_a_child_answers_covers_its_age_but_not_under_a_condition(copy: ScriptCopy) -> None:
    copy.replace(PEOPLE, "bands: [A, B, C, D]", "bands: [A]")
    assert copy.faults() == ()
    copy.replace(PEOPLE, "      - track: child\n", "      - track: child\n        only_if: [hinted]\n")
    assert {fault.what for fault in copy.faults()} == {
        f"neither caregiver nor child is asked at band {band}, without a condition" for band in "BCD"
    }


def test_a_household_line_without_one_of_its_answers_is_told(copy: ScriptCopy) -> None:
    copy.replace(HOUSEHOLD, "answer: new_child", "answer: well")
    fault = copy.only_fault()
    assert (fault.where, fault.line) == ("answers", copy.line_of(HOUSEHOLD, "answers:"))


def test_a_talk_with_others_that_makes_nothing_certain_beforehand_is_told(copy: ScriptCopy) -> None:
    content = (copy.folder / COLLATERAL).read_text(encoding="utf-8")
    head, rest = content.split("first:\n")
    (copy.folder / COLLATERAL).write_text(f"{head}first: []\ntalks:\n{rest.split('talks:')[1]}", encoding="utf-8")
    assert "consent before all" in copy.only_fault().what


def test_a_domain_that_an_agency_leaves_out_must_not_be_pointed_at(copy: ScriptCopy) -> None:
    (copy.folder / "monitoring/en/d8_services.yaml").unlink()
    assert {(fault.file, fault.what) for fault in copy.faults()} == {
        (GUIDES, "D8.2 is no item of this script"),
        (REMINDERS, "D8.2 is no item of this script"),
    }


def test_a_domain_that_cannot_be_read_does_not_make_others_look_wrong(copy: ScriptCopy) -> None:
    copy.replace("monitoring/en/d8_services.yaml", "title: Services", 'title: "Services')
    assert {fault.file for fault in copy.faults()} == {"monitoring/en/d8_services.yaml"}


@pytest.mark.requirement("MON-20")
def test_a_pack_that_is_switched_on_needs_its_dates_and_a_number(copy: ScriptCopy) -> None:
    copy.replace(OUTBREAK, "is_on: false", "is_on: true")
    assert {(fault.where, fault.line) for fault in copy.faults()} == {
        (key, copy.line_of(OUTBREAK, f"{key}:")) for key in ("valid_from", "valid_until", "numbers")
    }
    copy.replace(OUTBREAK, "valid_from: null\nvalid_until: null\n", DATED)
    copy.replace(OUTBREAK, "numbers: []\n", NUMBER)
    assert copy.faults() == ()


@pytest.mark.requirement("MON-20")
def test_a_pack_whose_time_is_over_is_told_from_the_day_after(copy: ScriptCopy) -> None:
    copy.replace(OUTBREAK, "valid_from: null\nvalid_until: null\n", DATED)
    copy.replace(OUTBREAK, "numbers: []\n", NUMBER)
    assert check_scripts(copy.folder, date(2030, 5, 1)) == ()
    copy.replace(OUTBREAK, "is_on: false", "is_on: true")
    assert check_scripts(copy.folder, date(2030, 4, 30)) == ()
    (fault,) = check_scripts(copy.folder, date(2030, 5, 1))
    assert (fault.where, fault.line) == ("valid_until", copy.line_of(OUTBREAK, "valid_until:"))


def test_a_pack_that_ends_before_it_begins_is_told(copy: ScriptCopy) -> None:
    copy.replace(OUTBREAK, "valid_from: null\nvalid_until: null\n", "valid_from: 2030-04-30\nvalid_until: 2030-03-01\n")
    assert copy.only_fault().what == "comes before valid_from"


def test_what_is_shipped_is_in_order_on_any_day() -> None:
    assert check_scripts(SCRIPTS, date(2100, 1, 1)) == ()
