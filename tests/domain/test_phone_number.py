"""What a provider or a keyboard may give us as a number, and what each is taken for."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from remote_cm.domain.phone_number import (
    NumberMatch,
    NumberReading,
    PhoneNumber,
    SenderName,
    Unreadable,
    UnreadableReason,
    Withheld,
    last_two,
    match_number,
    read_phone_number,
    to_e164,
)

DEMO = PhoneNumber("+12025550143")
NOT_A_NUMBER = Unreadable(UnreadableReason.NOT_A_NUMBER)
NOT_VALID = Unreadable(UnreadableReason.NOT_VALID)


@pytest.mark.parametrize(
    ("raw", "region"),
    [
        ("+12025550143", "BD"),
        ("+1 (202) 555-0143", "BD"),
        ("+1 202–555–0143", "BD"),
        ("0012025550143", "BD"),
        ("2025550143", "US"),
        ("202.555.0143", "US"),
        ("+১২০২৫৫৫০১৪৩", "BD"),
        ("+၁၂၀၂၅၅၅၀၁၄၃", "BD"),
        ("+١٢٠٢٥٥٥٠١٤٣", "BD"),
        ("＋１２０２５５５０１４３", "BD"),
        (" \u200e+12025550143\u200c ", "BD"),
    ],
)
def test_one_number_written_in_many_ways_is_one_number(raw: str, region: str) -> None:
    assert read_phone_number(raw, region) == DEMO
    assert to_e164(raw, region) == "+12025550143"


@pytest.mark.parametrize("raw", ["+266696687", "+7378742833", "+8656696", "+86282452253", "+2562533", "8656696"])
def test_the_keypad_forms_of_a_withheld_caller_are_no_numbers(raw: str) -> None:
    assert read_phone_number(raw, "BD") == Withheld()
    assert to_e164(raw, "BD") is None


@pytest.mark.parametrize(
    "raw",
    [
        "",
        "  ",
        "anonymous",
        "Anonymous",
        "UNKNOWN",
        "restricted",
        "unavailable",
        "private",
        "Private Number",
        "blocked",
        "client:desk",
        "sip:+12025550143@example.org",
        "SIPS:x@example.org",
    ],
)
def test_a_caller_without_a_number_is_withheld(raw: str) -> None:
    assert read_phone_number(raw, "BD") == Withheld()


@pytest.mark.parametrize("raw", ["bKash", "GP-INFO", "My Shop 24"])
def test_a_name_instead_of_a_number_is_a_sender_name(raw: str) -> None:
    assert read_phone_number(raw, "BD") == SenderName()


@pytest.mark.parametrize(
    "raw", ["this is no number", "tel:+12025550143", "+12025550143x3", "+1202555CALL99", "()", "+", "12#4"]
)
def test_what_would_have_to_be_guessed_at_is_no_number(raw: str) -> None:
    assert not isinstance(read_phone_number(raw, "BD"), PhoneNumber)
    assert to_e164(raw, "BD") is None


@pytest.mark.parametrize(
    ("raw", "expected"), [("12#4", NOT_A_NUMBER), ("1" * 41, NOT_A_NUMBER), ("+1" * 20, NOT_A_NUMBER)]
)
def test_what_has_no_form_of_a_number_is_said_to_be_none(raw: str, expected: NumberReading) -> None:
    assert read_phone_number(raw, "BD") == expected


@pytest.mark.parametrize("raw", ["+1202555014", "+120255501433", "12345", "999", "+999123456789", "1" * 40])
def test_a_number_that_cannot_ring_is_not_valid(raw: str) -> None:
    assert read_phone_number(raw, "BD") == NOT_VALID


def test_a_number_without_a_country_is_meant_in_the_programmes_region() -> None:
    assert to_e164("2025550143", "US") == "+12025550143"
    assert to_e164("2025550143", "BD") is None


@pytest.mark.requirement("N31")
def test_a_number_shows_only_its_last_two_digits_wherever_it_is_printed() -> None:
    assert last_two(DEMO) == "…43"
    for printed in (repr(DEMO), str(DEMO), f"{DEMO}", repr(NumberMatch(DEMO, is_exact=True)), repr([DEMO])):
        assert "43" in printed
        assert "143" not in printed


@pytest.mark.parametrize(
    "wrong", ["12025550143", "+0202555014", "+1", "+1202555014x", "+12025550143\n", "+1234567890123456"]
)
def test_a_phone_number_is_made_of_nothing_but_e164(wrong: str) -> None:
    with pytest.raises(ValueError, match="not a phone number") as refused:
        PhoneNumber(wrong)
    assert wrong.strip() not in str(refused.value)


OTHER = PhoneNumber("+12025550144")
SAME_END = PhoneNumber("+9992025550143")


def test_a_whole_number_matches_itself_and_no_other() -> None:
    assert match_number("+1 202 555 0143", "BD", [OTHER, DEMO, SAME_END]) == NumberMatch(DEMO, is_exact=True)
    assert match_number("+1 202 555 0143", "BD", [OTHER, SAME_END]) is None


@pytest.mark.parametrize("raw", ["2025550143", "02025550143", "25550143"])
def test_a_cut_number_matches_by_its_end_when_exactly_one_fits(raw: str) -> None:
    assert match_number(raw, "BD", [OTHER, DEMO]) == NumberMatch(DEMO, is_exact=False)
    assert match_number(raw, "BD", [DEMO, DEMO]) == NumberMatch(DEMO, is_exact=False)
    assert match_number(raw, "BD", [OTHER, DEMO, SAME_END]) is None
    assert match_number(raw, "BD", [OTHER]) is None


def test_fewer_than_eight_digits_match_nobody() -> None:
    assert match_number("5550143", "BD", [DEMO]) is None


@pytest.mark.parametrize("raw", ["anonymous", "", "+266696687", "bKash", "client:143", "x2025550143x"])
def test_whatever_is_no_number_matches_nobody(raw: str) -> None:
    withheld_lookalike = PhoneNumber("+999266696687")
    assert match_number(raw, "BD", [DEMO, withheld_lookalike]) is None


DEMO_NUMBERS = st.integers(100, 199).map(lambda line: f"+120255501{line % 100:02d}")
REGIONS = st.sampled_from(["BD", "MM", "US"])


@given(
    DEMO_NUMBERS, REGIONS, st.sampled_from(["0123456789", "০১২৩৪৫৬৭৮৯", "၀၁၂၃၄၅၆၇၈၉"]), st.sampled_from(["", " ", "-"])
)
def test_a_number_is_read_the_same_in_every_script_spacing_and_region(
    number: str, region: str, script: str, mark: str
) -> None:
    written = mark.join((number[:2], number[2:5], number[5:8], number[8:])).translate(
        str.maketrans("0123456789", script)
    )
    assert read_phone_number(written, region) == PhoneNumber(number)


@given(st.text(max_size=60), REGIONS)
def test_any_text_is_read_as_something_and_what_is_a_number_reads_as_itself(raw: str, region: str) -> None:
    found = read_phone_number(raw, region)
    if isinstance(found, PhoneNumber):
        assert read_phone_number(found.e164, region) == found


@given(st.text("+0123456789 -", max_size=20), st.lists(DEMO_NUMBERS, max_size=6))
def test_a_match_is_always_one_of_the_registered_numbers(raw: str, numbers: list[str]) -> None:
    registered = [PhoneNumber(number) for number in numbers]
    match = match_number(raw, "BD", registered)
    assert match is None or match.phone_number in registered
