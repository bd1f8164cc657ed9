"""What staff write back to a page, in every script, and the codes that make it safe to read."""

from collections.abc import Sequence
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.ladder import EscalationPolicy
from remote_cm.domain.staff_reply import ReplyMeaning, StaffReply, choose_code, read_staff_reply

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(EscalationPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["escalation"])
OPEN = frozenset({"123", "480"})
EVERY_CODE = frozenset(str(number) for number in range(100, 1000))


def read(text: str) -> StaffReply:
    return read_staff_reply(text, OPEN, POLICY.reply_words)


@pytest.mark.parametrize(
    "text",
    [
        "123",
        " 123. ",
        "১২৩",
        "၁၂၃",
        "١٢٣",
        "１２３",
        "OK 123",
        "123 got it",
        "হ্যাঁ ১২৩",
        "123 👍",
    ],
)
def test_the_code_of_an_open_alert_says_i_have_it(text: str) -> None:
    assert read(text) == StaffReply(ReplyMeaning.HAVE_IT, "123")
    assert not read(text).is_pass_on


@pytest.mark.parametrize(
    "text", ["123 0", "1230", "123-0", "0 123", "১২৩০", "123 no", "NO 123", "123 can't", "না ১২৩", "ok no 123"]
)
def test_a_nought_or_a_no_beside_the_code_says_i_cannot(text: str) -> None:
    assert read(text) == StaffReply(ReplyMeaning.CANNOT, "123")
    assert read(text).is_pass_on


@pytest.mark.parametrize("text", ["", "ok", "yes", "ack", "0", "no", "হ্যাঁ", "1", "12", "1234", "012", "👍", "12 3"])
def test_words_and_digits_that_are_no_code_acknowledge_nothing(text: str) -> None:
    assert read(text) == StaffReply(ReplyMeaning.NOT_UNDERSTOOD, None)


@pytest.mark.parametrize(
    "text", ["123 480", "123 not ok", "123?", "ok 123？", "123؟", "123 who", "123 5", "a123b", "12025550143"]
)
def test_whatever_is_not_plain_leaves_the_ladder_climbing(text: str) -> None:
    assert read(text).meaning is ReplyMeaning.NOT_UNDERSTOOD


@pytest.mark.parametrize("text", ["124", "124 0", "ok 124"])
def test_a_code_of_no_open_alert_is_told_apart(text: str) -> None:
    assert read(text) == StaffReply(ReplyMeaning.STALE_CODE, "124")


def test_a_code_whose_last_digit_is_a_nought_is_not_taken_for_i_cannot() -> None:
    assert read("480") == StaffReply(ReplyMeaning.HAVE_IT, "480")
    assert read("4800") == StaffReply(ReplyMeaning.CANNOT, "480")


def test_a_code_is_chosen_from_those_that_are_neither_in_use_nor_mean_something_else() -> None:
    never = frozenset(POLICY.codes.never)
    assert "999" in never
    offered: list[str] = []

    def first(codes: Sequence[str]) -> str:
        offered.extend(codes)
        return codes[0]

    assert choose_code({"100"}, never, first) == "101"
    assert set(offered) == EVERY_CODE - never - {"100"}


def test_when_every_code_is_taken_the_page_goes_out_without_one() -> None:
    assert choose_code(EVERY_CODE, frozenset(), lambda codes: codes[0]) is None
    assert choose_code(EVERY_CODE - {"500"}, frozenset(), lambda codes: codes[0]) == "500"


@given(st.text(max_size=40))
def test_no_text_without_the_code_of_an_open_alert_ever_takes_one(text: str) -> None:
    reply = read_staff_reply(text, frozenset(), POLICY.reply_words)
    assert reply.meaning in (ReplyMeaning.STALE_CODE, ReplyMeaning.NOT_UNDERSTOOD)


@given(st.sampled_from(sorted(EVERY_CODE)), st.sampled_from(["0123456789", "০১২৩৪৫৬৭৮৯", "၀၁၂၃၄၅၆၇၈၉", "०१२३४५६७८९"]))
def test_every_code_is_read_in_every_script(code: str, script: str) -> None:
    written = code.translate(str.maketrans("0123456789", script))
    assert read_staff_reply(written, {code}, POLICY.reply_words) == StaffReply(ReplyMeaning.HAVE_IT, code)
    passed_on = read_staff_reply(f"{written}{script[0]}", {code}, POLICY.reply_words)
    assert passed_on == StaffReply(ReplyMeaning.CANNOT, code)
