"""Scripts are found where they should be, read into values once, and refused with every fault when they are broken."""

from datetime import time
from pathlib import Path

import pytest

from call_flows.steps import VoiceWords
from call_flows.volunteer_text import TextWords
from remote_cm.domain.outbound_words import find_forbidden
from remote_cm.domain.refusal import BadInput
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.text_parts import TextAlphabet, read_parts
from remote_cm.domain.vocabulary import Intent, LadderName, ScriptDomain
from remote_cm.script_library import (
    find_scripts_dir,
    load_forbidden_words,
    load_policy,
    load_script,
    load_sms_vocabulary,
    load_texts,
)
from remote_cm.script_library import folders as folders_of_scripts
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.schema import SCHEMA_FILE, monitoring_schema
from tests.scripts.script_copies import SCRIPTS, ScriptCopy

TO_STAFF_AND_VOLUNTEERS = (
    *TextWords,
    "slot",
    "missed",
    "visit",
    "pathway",
    "volunteer-taken",
    "staff-alert",
    "staff-alert-taken",
    "staff-alert-yours",
    "staff-code-unknown",
    "staff-passed-on",
)
LONGEST: dict[str, str | int] = {"hour": 12, "code": "888", "who": "W" * 20, "at": "23:59"}


def test_the_folder_that_is_named_wins(copy: ScriptCopy) -> None:
    assert find_scripts_dir(copy.folder) == copy.folder.resolve()
    assert find_scripts_dir(str(copy.folder)) == copy.folder.resolve()


def test_a_named_folder_that_is_not_there_is_refused_and_no_other_taken(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="is not a folder"):
        find_scripts_dir(tmp_path / "nowhere")


def test_the_data_of_the_package_comes_before_the_folder_of_a_checkout(
    copy: ScriptCopy, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folders_of_scripts, "PACKAGED", copy.folder)
    assert find_scripts_dir() == copy.folder
    monkeypatch.setattr(folders_of_scripts, "PACKAGED", tmp_path / "nowhere")
    assert find_scripts_dir() == folders_of_scripts.BESIDE_CHECKOUT
    monkeypatch.setattr(folders_of_scripts, "BESIDE_CHECKOUT", tmp_path / "nowhere")
    with pytest.raises(BadInput, match="REMOTE_CM_SCRIPTS_DIR"):
        find_scripts_dir()


def test_the_policy_is_read_into_the_values_of_the_rules() -> None:
    policy = load_policy(SCRIPTS)
    assert policy.name == "cxb-default"
    assert policy.risk.greens_need_privacy == (ScriptDomain.SAFETY, ScriptDomain.FEELINGS, ScriptDomain.CARE)
    assert policy.tasks.within_minutes[TaskKind.HELP] == 15
    assert policy.tasks.same_day_until == time(20)
    assert policy.escalation.ladders[LadderName.E0].rungs[0].after_seconds == 0
    assert 300 <= policy.messages.alert_valid_seconds <= 900
    assert policy.messages.reply_to_danger is False


def test_nothing_that_is_shipped_claims_to_be_reviewed() -> None:
    assert load_policy(SCRIPTS).reviewed is False
    assert load_script(SCRIPTS, "en").is_reviewed is False
    assert load_forbidden_words(SCRIPTS).reviewed is False


def test_the_vocabulary_of_texts_is_read() -> None:
    assert Intent.DANGER in load_sms_vocabulary(SCRIPTS).words


def test_a_folder_is_read_once() -> None:
    assert load_policy(SCRIPTS) is load_policy(SCRIPTS)
    assert load_texts(SCRIPTS) is load_texts(SCRIPTS)
    assert load_script(SCRIPTS, "en") is load_script(SCRIPTS, "en")
    assert load_sms_vocabulary(SCRIPTS) is load_sms_vocabulary(SCRIPTS)


def test_two_folders_are_not_mixed_up(copy: ScriptCopy) -> None:
    copy.replace("policy/cxb-default.yaml", "carry_green_days: 28", "carry_green_days: 14")
    assert load_policy(copy.folder).risk.carry_green_days == 14
    assert load_policy(SCRIPTS).risk.carry_green_days == 28


def test_a_broken_policy_is_refused_with_every_place(copy: ScriptCopy) -> None:
    first = copy.replace("policy/cxb-default.yaml", "carry_green_days: 28", "carry_green_days: soon")
    second = copy.replace("policy/cxb-default.yaml", "sweep_limit: 200", "sweep: 200")
    with pytest.raises(BadInput) as refused:
        load_policy(copy.folder)
    places = [fault.where for fault in refused.value.faults]
    assert f"policy/cxb-default.yaml:{first} risk.carry_green_days" in places
    assert f"policy/cxb-default.yaml:{second} tasks.sweep" in places


def test_a_policy_that_is_not_there_is_refused() -> None:
    with pytest.raises(BadInput, match=r"policy/elsewhere\.yaml:1.*is missing"):
        load_policy(SCRIPTS, "elsewhere")


def test_broken_scripts_texts_and_words_are_refused(copy: ScriptCopy) -> None:
    copy.replace("monitoring/en/d1_safety.yaml", "    is_anchor: true\n", "")
    copy.replace("texts/en.yaml", "max_parts: 1", "max_part: 1")
    copy.replace("texts/forbidden.yaml", "spoken:", "said:")
    copy.replace("sms-vocabulary.yaml", "reviewed:", "checked:")
    with pytest.raises(BadInput, match="has no anchor"):
        load_script(copy.folder, "en")
    with pytest.raises(BadInput, match="max_part"):
        load_texts(copy.folder)
    with pytest.raises(BadInput, match="said"):
        load_forbidden_words(copy.folder)
    with pytest.raises(BadInput, match="checked"):
        load_sms_vocabulary(copy.folder)


def test_a_language_without_a_script_is_refused() -> None:
    with pytest.raises(BadInput, match=r"monitoring/xx/opening\.yaml"):
        load_script(SCRIPTS, "xx")


def test_placeholders_are_filled_in() -> None:
    assert load_texts(SCRIPTS).get("staff-alert", "en", code="417") == "Urgent. Open the app. Reply 417 to take it."


def test_a_number_is_written_in_the_digits_of_the_language_and_a_text_as_it_is() -> None:
    texts = load_texts(SCRIPTS)
    assert texts.get("call-at-reply", "bn", hour=4) == "ঠিক আছে, ৪টায়।"
    assert texts.get("call-at-reply", "en", hour=4) == "OK, at 4."
    assert "417" in texts.get("staff-alert", "bn", code="417")


def test_a_language_that_is_not_there_falls_back_to_english() -> None:
    texts = load_texts(SCRIPTS)
    assert texts.get("help-reply", "rhg") == texts.get("help-reply", "en")
    assert texts.get("help-reply", "bn-BD") == texts.get("help-reply", "bn")


def test_a_key_that_one_language_lacks_falls_back_to_english_with_its_digits(copy: ScriptCopy) -> None:
    copy.replace("texts/bn.yaml", '  call-at-reply: {text: "ঠিক আছে, {hour}টায়।", max_parts: 1}\n', "")
    assert load_texts(copy.folder).get("call-at-reply", "bn", hour=4) == "OK, at 4."


def test_an_unknown_key_or_a_value_that_was_not_given_is_an_error() -> None:
    texts = load_texts(SCRIPTS)
    with pytest.raises(KeyError):
        texts.get("nothing", "en")
    with pytest.raises(KeyError):
        texts.get("staff-alert", "en")


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("key", [*TO_STAFF_AND_VOLUNTEERS, *VoiceWords])
def test_every_key_that_the_service_speaks_by_has_harmless_words(key: str, language: str) -> None:
    words = load_texts(SCRIPTS).get(key, language, **LONGEST)
    assert find_forbidden(words, load_forbidden_words(SCRIPTS).texts) == ()


@pytest.mark.parametrize("key", TO_STAFF_AND_VOLUNTEERS)
def test_every_text_fits_into_one_part(key: str) -> None:
    texts = load_texts(SCRIPTS)
    english, bangla = (read_parts(texts.get(key, language, **LONGEST)) for language in ("en", "bn"))
    assert (english.alphabet, english.parts) == (TextAlphabet.GSM, 1)
    assert (bangla.alphabet, bangla.parts) == (TextAlphabet.UNICODE, 1)
    assert bangla.units <= 70


def test_the_words_that_the_table_of_commands_fixes_are_kept() -> None:
    texts = load_texts(SCRIPTS)
    pairs = {
        key: (texts.get(key, "en"), texts.get(key, "bn")) for key in ("menu-1", "menu-2", "unknown-reply", "missed")
    }
    assert pairs == {
        "menu-1": ("1 news 2 new 3 phone me 4 talk time", "১ খবর ২ নতুন ৩ ফোন ৪ কথা"),
        "menu-2": ("8 help 9 urgent 00 stop", "৮ সাহায্য ৯ জরুরি ০০ বন্ধ"),
        "unknown-reply": ("Not understood. Send 3, we will phone.", "বুঝিনি। ৩ পাঠান, ফোন করব।"),
        "missed": ("We phoned. Send 3 when free.", "ফোন করেছিলাম। সময় হলে ৩ পাঠান।"),
    }


def test_words_that_yaml_would_turn_into_other_values_stay_words(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_text("a: no\nb: 17:00\nc: 010\nd: true\ne: 12\n", encoding="utf-8")
    located = read_located(tmp_path, "a.yaml")
    assert located.data == {"a": "no", "b": "17:00", "c": "010", "d": True, "e": 12}


def test_the_schema_in_the_folder_is_that_of_the_files() -> None:
    written = (SCRIPTS / SCHEMA_FILE).read_text(encoding="utf-8")
    assert written == monitoring_schema(), "write it anew: python -m remote_cm.script_library.schema"
