"""Which requests are taken for Twilio's own; signatures are made here by hand, from the published description."""

import base64
import hashlib
import hmac

import pytest

from remote_cm.gateways.twilio.webhook_signature import concerns_number, is_for_account, is_genuine

TOKEN = "an-invented-token"
BASE = "https://line.example"
PATH = "/webhooks/twilio/sms"

Items = list[tuple[str, str]]

TEXT: Items = [
    ("MessageSid", "SM00000000000000000000000000000001"),
    ("AccountSid", "AC00000000000000000000000000000001"),
    ("From", "+12025550147"),
    ("To", "+12025550100"),
    ("Body", "9 47K"),
]


def signature_by_hand(address: str, items: Items, token: str = TOKEN) -> str:
    """The address, then each name with each of its different values in byte order; HMAC-SHA1; base64."""
    signed = address
    for name in sorted({name for name, _ in items}):
        for value in sorted({value for other, value in items if other == name}):
            signed += name + value
    return base64.b64encode(hmac.new(token.encode(), signed.encode(), hashlib.sha1).digest()).decode()


def is_taken(items: Items, signature: str | None, raw_query: str = "", base: str = BASE, path: str = PATH) -> bool:
    return is_genuine((TOKEN,), base, path, raw_query, items, signature)


FORMS: dict[str, Items] = {
    "an ordinary text": TEXT,
    "a Bangla text": [*TEXT, ("FromCity", "কক্সবাজার")],
    "repeated values": [*TEXT, ("MediaUrl", "b"), ("MediaUrl", "a"), ("MediaUrl", "b")],
    "empty values": [*TEXT, ("FromState", ""), ("FromZip", "")],
    "spaces at the ends": [*TEXT, ("ProfileName", "  a b \n")],
    "a name nobody knows yet": [*TEXT, ("StirVerstat", "TN-Validation-Passed-A"), ("CallToken", "x=1&y")],
    "names by their bytes": [("b", "1"), ("B", "2"), ("a", "3"), ("ab", "4"), ("a", "")],
    "nothing at all": [],
}


@pytest.mark.parametrize("items", FORMS.values(), ids=FORMS.keys())
def test_a_form_that_twilio_signed_is_genuine_in_any_order(items: Items) -> None:
    signature = signature_by_hand(BASE + PATH, items)

    assert is_taken(items, signature)
    assert is_taken(list(reversed(items)), signature)


@pytest.mark.parametrize(
    "items", [form for form in FORMS.values() if form], ids=[name for name in FORMS if FORMS[name]]
)
def test_a_form_that_was_changed_in_one_value_is_not_genuine(items: Items) -> None:
    signature = signature_by_hand(BASE + PATH, items)
    for at, (name, value) in enumerate(items):
        changed = [*items[:at], (name, value + "x"), *items[at + 1 :]]
        assert not is_taken(changed, signature)
    assert not is_taken([*items, ("Extra", "1")], signature)


def test_a_query_counts_as_it_was_written_and_not_as_it_is_decoded() -> None:
    raw = "a=%E0%A6%86%7E&n=0"
    signature = signature_by_hand(f"{BASE}{PATH}?{raw}", TEXT)

    assert is_taken(TEXT, signature, raw_query=raw)
    assert not is_taken(TEXT, signature, raw_query="a=আ~&n=0")
    assert not is_taken(TEXT, signature, raw_query="n=0&a=%E0%A6%86%7E")
    assert not is_taken(TEXT, signature)


def test_no_query_adds_no_question_mark() -> None:
    assert not is_taken(TEXT, signature_by_hand(f"{BASE}{PATH}?", TEXT))


def test_a_port_may_be_signed_or_left_out() -> None:
    for base in ("https://line.example:8443", "http://127.0.0.1:8000"):
        host_alone = base.rsplit(":", 1)[0]
        assert is_taken(TEXT, signature_by_hand(base + PATH, TEXT), base=base)
        assert is_taken(TEXT, signature_by_hand(host_alone + PATH, TEXT), base=base)
    assert is_taken(TEXT, signature_by_hand("https://line.example:443" + PATH, TEXT))


def test_a_slash_at_the_end_of_our_own_address_changes_nothing() -> None:
    assert is_taken(TEXT, signature_by_hand(BASE + PATH, TEXT), base=BASE + "/")


@pytest.mark.parametrize("signature", [None, "", "x", "কখগ", "=" * 28, "A" * 27 + "="])
def test_without_the_right_signature_nothing_is_genuine_and_nothing_breaks(signature: str | None) -> None:
    assert not is_taken(TEXT, signature)


def test_letters_that_cannot_be_written_down_are_not_genuine() -> None:
    assert not is_taken([("Body", "\ud800")], signature_by_hand(BASE + PATH, TEXT))
    assert not is_taken(TEXT, signature_by_hand(BASE + PATH, TEXT), path="/\udcff")


def test_a_signature_for_another_address_or_by_another_token_is_not_genuine() -> None:
    assert not is_taken(TEXT, signature_by_hand(BASE + "/webhooks/twilio/voice", TEXT))
    assert not is_taken(TEXT, signature_by_hand("https://other.example" + PATH, TEXT))
    assert not is_taken(TEXT, signature_by_hand("http://line.example" + PATH, TEXT))
    assert not is_taken(TEXT, signature_by_hand(BASE + PATH, TEXT, token="another-token"))


def test_while_a_token_is_replaced_both_are_good_and_none_is_never() -> None:
    old = signature_by_hand(BASE + PATH, TEXT, token="the-old-token")

    assert is_genuine((TOKEN, "the-old-token"), BASE, PATH, "", TEXT, old)
    assert not is_genuine((), BASE, PATH, "", TEXT, old)
    assert not is_genuine(("",), BASE, PATH, "", TEXT, signature_by_hand(BASE + PATH, TEXT, token=""))


def test_a_signed_json_body_is_refused_since_its_form_is_not_covered() -> None:
    raw = "bodySHA256=" + hashlib.sha256(b"{}").hexdigest()

    assert not is_taken([], signature_by_hand(f"{BASE}{PATH}?{raw}", []), raw_query=raw)


def test_only_our_own_account_is_heard() -> None:
    form = dict(TEXT)
    assert is_for_account(form, "AC00000000000000000000000000000001")
    assert not is_for_account(form, "AC00000000000000000000000000000002")
    assert not is_for_account({}, "AC00000000000000000000000000000001")
    assert not is_for_account({"AccountSid": ""}, "")


def test_only_what_concerns_our_number_is_heard() -> None:
    assert concerns_number({"From": "+12025550147", "To": "+12025550100"}, "+12025550100")
    assert concerns_number({"From": "+12025550100", "To": "+12025550147"}, "+12025550100")
    assert not concerns_number({"From": "+12025550147", "To": "+12025550199"}, "+12025550100")
    assert not concerns_number({}, "+12025550100")
