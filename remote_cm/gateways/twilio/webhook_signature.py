"""Whether a request was made by Twilio, for our account and our number (twilio notes §2)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from urllib.parse import parse_qsl

from twilio.request_validator import RequestValidator

FormItems = Iterable[tuple[str, str]]
"""Every field of a form as it came, repeated names included, nothing trimmed."""


class _Form:
    """The fields as the validator asks for them: each name once, each with all of its values."""

    def __init__(self, items: FormItems) -> None:
        self._values: dict[str, list[str]] = {}
        for name, value in items:
            self._values.setdefault(name, []).append(value)

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def getlist(self, name: str) -> list[str]:
        """All values of one field."""
        return self._values[name]


def is_genuine(
    auth_tokens: Sequence[str],
    public_base_url: str,
    path: str,
    raw_query: str,
    form_items: FormItems,
    signature: str | None,
) -> bool:
    """True when one of our tokens signed this form post. Never raises: a stranger gets a no and not an error.

    The address is put together from our own setting, the raw path and the raw query, since a web framework decodes
    what Twilio signed. ``auth_tokens`` holds two while a token is being replaced: the old one signs until then.
    ``raw_query`` has no question mark. A signed JSON body is refused, as the form check would not look at it.
    """
    if not signature or _is_signed_json(raw_query):
        return False
    address = public_base_url.rstrip("/") + path + (f"?{raw_query}" if raw_query else "")
    form = _Form(form_items)
    try:
        return any(RequestValidator(token).validate(address, form, signature) for token in auth_tokens if token)
    except ValueError:
        return False


def is_for_account(form: Mapping[str, str], account_sid: str) -> bool:
    """True when the request names our account: a token shared with another account would sign for that one too."""
    return bool(account_sid) and form.get("AccountSid") == account_sid


def concerns_number(form: Mapping[str, str], our_number: str) -> bool:
    """True when our number is one of the two ends."""
    return our_number in (form.get("To"), form.get("From"))


def _is_signed_json(raw_query: str) -> bool:
    return any(name == "bodySHA256" for name, _ in parse_qsl(raw_query, keep_blank_values=True))
