"""Reads a TwiML document into verbs; knows its grammar and none of its meaning."""

from collections.abc import Mapping
from dataclasses import dataclass
from xml.etree import ElementTree


class UnreadableTwiml(Exception):
    """The text is not a TwiML document; the message says why, without quoting it."""


@dataclass(frozen=True)
class Verb:
    """One element: its name, its attributes, the text inside it and the elements inside it."""

    name: str
    attributes: Mapping[str, str]
    text: str
    children: tuple["Verb", ...]

    def number(self, attribute: str, otherwise: int) -> int:
        """The attribute as a whole number of at least 0; ``otherwise`` when it is absent or no such number."""
        text = self.attributes.get(attribute, "").strip()
        return int(text) if text.isascii() and text.isdigit() else otherwise

    def says_yes(self, attribute: str) -> bool:
        """True when the attribute is ``true``."""
        return self.attributes.get(attribute, "").strip().lower() == "true"


@dataclass(frozen=True)
class Document:
    """The verbs of one answer, and the address that addresses inside it are relative to (empty: must be absolute)."""

    address: str
    verbs: tuple[Verb, ...]


def read_twiml(text: str, address: str) -> Document:
    """Read ``text``, which came from ``address``. Raises UnreadableTwiml; an empty text is an empty document."""
    if not text.strip():
        return Document(address, ())
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise UnreadableTwiml("it declares a document type")
    try:
        # Declarations, the only way to make XML grow or fetch, were refused above.
        root = ElementTree.fromstring(text)  # noqa: S314 - see the line above
    except ElementTree.ParseError:
        raise UnreadableTwiml("it is not well-formed XML") from None
    if root.tag != "Response":
        raise UnreadableTwiml("its root is not Response")
    return Document(address, tuple(_verb(child) for child in root))


def _verb(element: "ElementTree.Element[str]") -> Verb:
    text = "".join(element.itertext()).strip()
    return Verb(element.tag, dict(element.attrib), text, tuple(_verb(child) for child in element))
