"""Whatever an editor breaks is told with its file and its line, all of it at once."""

import shutil

import pytest

from remote_cm.domain.refusal import BadInput
from remote_cm.script_library import ScriptFault, check_scripts
from tests.scripts.script_copies import SCRIPTS, ScriptCopy

OPENING = "monitoring/en/opening.yaml"
CLOSING = "monitoring/en/closing.yaml"
SAFETY = "monitoring/en/d1_safety.yaml"
HEALTH = "monitoring/en/d2_health.yaml"
FEELINGS = "monitoring/en/d3_feelings.yaml"
POLICY = "policy/cxb-default.yaml"
ENGLISH, BANGLA = "texts/en.yaml", "texts/bn.yaml"
FORBIDDEN = "texts/forbidden.yaml"


def test_the_scripts_that_are_shipped_have_no_fault() -> None:
    assert check_scripts(SCRIPTS) == ()


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what"),
    [
        # Shape.
        (
            HEALTH,
            "        - Got care, or needed none",
            "        - 7",
            "items[1].criteria.green[0]",
            "must be text in quotes",
        ),
        (SAFETY, "due_hours: 720", "due_days: 30", "advice.green.actions[1].due_days", "is not a known key here"),
        (
            SAFETY,
            "bands: [A, B, C, D]",
            "bands: [A, E]",
            "items[0].asks[0].bands[1]",
            "must be one of 'A', 'B', 'C' or 'D'",
        ),
        (FEELINGS, "code: T4", "code: T15", "items[2].trigger.triggers[0].code", "'T13' or 'T14'"),
        (FEELINGS, "danger_when: ", "danger_if: ", "items[3].trigger.danger_if", "is not a known key here"),
        (POLICY, "carry_green_days: 28", "carry_green_days: soon", "risk.carry_green_days", "valid integer"),
        (POLICY, "name: cxb-default", "name: mine", "name", "must be cxb-default, like the file"),
        (POLICY, "    help: 15", "    hlep: 15", "tasks.within_minutes.hlep", "must be one of"),
        # Meaning.
        (OPENING, "id: O4", "id: O3", "steps[3].id", "O3 is used twice"),
        (OPENING, "id: O8", "id: X8", "steps[7].id", "must be O and a digit"),
        (OPENING, "language: en", "language: bn", "language", "must be en, like the folder"),
        (CLOSING, 'version: "0.1"', 'version: "0.2"', "version", "must be 0.1, like opening.yaml"),
        (SAFETY, "id: D1.2", "id: D1.1", "items[1].id", "D1.1 is used twice"),
        (SAFETY, "id: D1.2", "id: D2.2", "items[1].id", "must be D1"),
        (SAFETY, "domain: D1", "domain: D2", "domain", "must be D1, like the file"),
        # Words.
        (SAFETY, "None of this is your fault.", "The report comes.", "advice.orange.messages[0]", "word: report"),
        (FEELINGS, "What has it been like inside you?", "kal?", "items[0].asks[2].say", "word: kal"),
        (ENGLISH, "Received. Thanks.", "Call 0170 000000.", "texts.update-reply.text", "long number: 0170 000000"),
        (ENGLISH, "Somebody has it.", "See example.org now.", "texts.volunteer-taken.text", "link: example.org"),
        (BANGLA, "বুঝিনি। ৩ পাঠান", "পুলিশ। ৩ পাঠান", "texts.unknown-reply.text", "word: পুলিশ"),
        (ENGLISH, "It was not taken.", "A child waits.", "voice.alert-call-goodbye.text", "word: child"),
        # Texts.
        (ENGLISH, "OK, at {hour}.", "OK, at {hours}.", "texts.call-at-reply.text", "{hours} has no longest value"),
        (BANGLA, "ঠিক আছে, {hour}টায়।", "ঠিক আছে।", "texts.call-at-reply.text", "of texts/en.yaml: {hour}"),
        (BANGLA, "ধন্যবাদ।", "ধন্যবাদ {code}।", "texts.update-reply.text", "of texts/en.yaml: none"),
        (BANGLA, "  visit: {", "  visits: {", "texts.visits", "is not in texts/en.yaml"),
        (BANGLA, "আজকের তালিকা দেখুন।", "আজ " * 24, "texts.visit.text", "takes 2 parts (72 units), and may take 1"),
        (ENGLISH, "Please do today's list.", "a" * 161, "texts.visit.text", "takes 2 parts (161 units)"),
        (BANGLA, "০১২৩৪৫৬৭৮৯", "০১২", "digits", "must be the ten digits"),
        (ENGLISH, "Calling you.", "Calling {you.", "texts.help-reply.text", "brace"),
        (ENGLISH, "  alert-call-over:", "  visit:", "voice.visit", "a key has one meaning"),
    ],
)
def test_a_broken_place_is_told_with_its_file_and_line(
    copy: ScriptCopy, file: str, old: str, new: str, where: str, what: str
) -> None:
    line = copy.replace(file, old, new)
    told = [fault for fault in copy.faults() if (fault.file, fault.where) == (file, where)]
    assert [fault.line for fault in told] == [line]
    assert what in told[0].what


@pytest.mark.parametrize(
    ("file", "old", "new", "where", "what", "told_at"),
    [
        (SAFETY, "    title: Feeling safe now\n", "", "items[0].title", "is missing", "  - id: D1.1"),
        (CLOSING, "  - id: C3\n", "  - id: C3\n    id: C3\n", "steps[2].id", "is written twice", "    id: C3"),
        (POLICY, "  ring_seconds: 25", "  ring_seconds: 0", "messages", "must be 1 or more: ring_seconds", "messages:"),
        (
            FORBIDDEN,
            "long_number_digits: 6",
            "long_number_digits: 0",
            "texts",
            "long_number_digits must be 1 or more",
            "texts:",
        ),
        (
            OPENING,
            "gate: privacy",
            "gate: consent",
            "steps[6].gate",
            "consent is found out twice",
            "    gate: consent\n    say:\n      caregiver: >-",
        ),
        (HEALTH, "    is_anchor: true\n", "", "items", "has no anchor", "items:"),
    ],
)
def test_what_is_wrong_elsewhere_than_it_was_changed_is_told_where_it_shows(
    copy: ScriptCopy, file: str, old: str, new: str, where: str, what: str, told_at: str
) -> None:
    copy.replace(file, old, new)
    line = copy.line_of(file, told_at)
    told = [fault for fault in copy.faults() if (fault.file, fault.where) == (file, where)]
    assert [fault.line for fault in told] == [line]
    assert what in told[0].what


def test_something_missing_is_told_at_the_place_that_lacks_it(copy: ScriptCopy) -> None:
    line = copy.replace(SAFETY, "purpose: ", "aim: ")
    faults = {fault.where: fault for fault in copy.faults()}
    assert faults["aim"].line == line
    assert faults["purpose"].what == "is missing"


def test_a_key_that_one_language_lacks_is_told_in_that_language(copy: ScriptCopy) -> None:
    copy.replace(BANGLA, '  visit: {text: "আজকের তালিকা দেখুন।", max_parts: 1}\n', "")
    fault = copy.only_fault()
    assert (fault.file, fault.where, fault.what) == (BANGLA, "texts", "visit is missing, which texts/en.yaml has")


def test_the_budget_counts_the_longest_value_of_a_placeholder(copy: ScriptCopy) -> None:
    copy.replace(ENGLISH, 'hour: "12"', f'hour: "{"1" * 200}"')
    told = {(fault.file, fault.where) for fault in copy.faults()}
    assert told == {(ENGLISH, "texts.call-at-reply.text"), (ENGLISH, "texts.slot.text")}


def test_a_domain_with_two_anchors_is_told_at_the_second(copy: ScriptCopy) -> None:
    line = copy.replace(HEALTH, "    title: Care and medicine\n", "    title: Care\n    is_anchor: true\n")
    told = [fault for fault in copy.faults() if fault.where == "items[1].is_anchor"]
    assert [(fault.file, fault.line) for fault in told] == [(HEALTH, line + 1)]


def test_a_gate_that_no_step_finds_out_is_told(copy: ScriptCopy) -> None:
    copy.replace(OPENING, "gate: safe_to_talk", "gate: privacy")
    assert "no step finds out safe_to_talk" in {fault.what for fault in copy.faults()}


def test_a_priority_domain_without_a_file_is_told(copy: ScriptCopy) -> None:
    (copy.folder / FEELINGS).unlink()
    assert copy.only_fault() == ScriptFault("monitoring/en", 1, "", "has no file for D3, a priority domain")


def test_two_files_for_one_domain_are_told(copy: ScriptCopy) -> None:
    twin = copy.folder / "monitoring/en/d1_twin.yaml"
    twin.write_text((copy.folder / SAFETY).read_text(encoding="utf-8"), encoding="utf-8")
    assert copy.only_fault().what == "D1 has another file: d1_safety.yaml"


def test_a_file_that_belongs_to_no_part_of_the_script_is_told(copy: ScriptCopy) -> None:
    (copy.folder / "monitoring/en/notes.yaml").write_text("a: 1\n", encoding="utf-8")
    assert copy.only_fault().file == "monitoring/en/notes.yaml"


@pytest.mark.parametrize("file", [OPENING, CLOSING, POLICY, ENGLISH, FORBIDDEN, "sms-vocabulary.yaml"])
def test_a_file_that_is_gone_is_told(copy: ScriptCopy, file: str) -> None:
    (copy.folder / file).unlink()
    assert ScriptFault(file, 1, "", "is missing") in copy.faults()


def test_a_file_that_is_not_yaml_is_told_with_the_line_where_reading_stopped(copy: ScriptCopy) -> None:
    line = copy.replace(SAFETY, "title: Safety and protection", 'title: "Safety and protection')
    fault = next(fault for fault in copy.faults() if fault.file == SAFETY)
    assert fault.what.startswith("is not YAML")
    assert fault.line >= line


def test_a_file_that_is_empty_or_no_text_is_told(copy: ScriptCopy) -> None:
    (copy.folder / CLOSING).write_bytes(b"")
    (copy.folder / OPENING).write_bytes(b"\xff\xfe\x00")
    whats = {fault.file: fault.what for fault in copy.faults()}
    assert whats[CLOSING] == "is empty"
    assert whats[OPENING] == "cannot be read as UTF-8 text"


def test_every_fault_of_every_file_is_told_at_once(copy: ScriptCopy) -> None:
    places = {
        (POLICY, copy.replace(POLICY, "carry_green_days: 28", "carry_green_days: soon")),
        (SAFETY, copy.replace(SAFETY, "id: D1.2", "id: D1.1")),
        (SAFETY, copy.replace(SAFETY, "code: T1,", "code: T99,")),
        (HEALTH, copy.replace(HEALTH, "title: Care and medicine", "titel: Care and medicine")),
        (ENGLISH, copy.replace(ENGLISH, "Calling you.", "Calling the police.")),
        (BANGLA, copy.replace(BANGLA, 'ফোন করছি।", max_parts: 1}\n  call-me', 'ফোন করছি।", most: 1}\n  call-me')),
    }
    told = copy.faults()
    assert places <= {(fault.file, fault.line) for fault in told}
    assert list(told) == sorted(told)


def test_the_mended_copy_has_no_fault_again(copy: ScriptCopy) -> None:
    copy.replace(SAFETY, "id: D1.2", "id: D1.1")
    assert copy.faults() != ()
    copy.replace(SAFETY, "id: D1.1\n    title: Harsh", "id: D1.2\n    title: Harsh")
    assert copy.faults() == ()


def test_another_language_is_checked_like_the_first(copy: ScriptCopy) -> None:
    source, target = copy.folder / "monitoring/en", copy.folder / "monitoring/bn"
    shutil.copytree(source, target)
    for file in target.rglob("*.yaml"):
        file.write_text(file.read_text(encoding="utf-8").replace("language: en", "language: bn"), encoding="utf-8")
    assert copy.faults() == ()
    line = copy.replace("monitoring/bn/d1_safety.yaml", "Safety and protection\n", "Safety\nauthor: me\n")
    assert copy.only_fault() == ScriptFault(
        "monitoring/bn/d1_safety.yaml", line + 1, "author", "is not a known key here"
    )


def test_a_folder_that_is_not_there_is_refused(copy: ScriptCopy) -> None:
    with pytest.raises(BadInput, match="is not a folder"):
        check_scripts(copy.folder / "nowhere")


def test_a_fault_is_written_as_editors_jump_to_it() -> None:
    assert (
        str(ScriptFault("texts/en.yaml", 7, "texts.visit", "is missing")) == "texts/en.yaml:7: texts.visit: is missing"
    )
    assert str(ScriptFault("texts/en.yaml", 1, "", "is empty")) == "texts/en.yaml:1: is empty"
