"""Asks the service what comes next in a call, and falls back as Twilio does when it cannot be had."""

from urllib.parse import urljoin, urlsplit

from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.records import CallLeg
from remote_cm.phone_simulator.switchboard import Switchboard
from remote_cm.phone_simulator.twiml_document import Document, UnreadableTwiml, Verb, read_twiml
from remote_cm.phone_simulator.webhook_sender import FETCH_FAILED, WebhookSender

# What Twilio itself tells a caller whom no document can be played to.
APPLICATION_ERROR = Document(
    "",
    (Verb("Say", {}, "An application error has occurred. Goodbye.", ()), Verb("Hangup", {}, "", ())),
)
_PARSE_FAILED = "12100"


class TwimlFetcher:
    """POSTs for documents; GET is refused, because its parameters would put phone numbers into addresses."""

    def __init__(self, switchboard: Switchboard, sender: WebhookSender, faults: FaultBook) -> None:
        self._switchboard = switchboard
        self._sender = sender
        self._faults = faults

    def fetch(self, leg: CallLeg, address: str, *more: tuple[str, str], otherwise: Document | None = None) -> Document:
        """The document at ``address`` for this leg.

        When it cannot be had: the leg's fallback address, else ``otherwise``, else Twilio's own apology.
        """
        document, error = self._try(leg, address, *more)
        fallback = leg.order.fallback_address
        if document is None and fallback is not None:
            document, _ = self._try(leg, fallback, *more, ("ErrorCode", error), ("ErrorUrl", address))
        return document or otherwise or APPLICATION_ERROR

    def follow(self, leg: CallLeg, document: Document, verb: Verb, link: str, *more: tuple[str, str]) -> Document:
        """The document that ``link``, an address in ``verb``, leads to; empty means the present document again."""
        address = urljoin(document.address, link) if link else document.address
        if not urlsplit(address).netloc:
            self._faults.add(FaultKind.BAD_ADDRESS, f"{verb.name} has no address that can be asked.")
            return APPLICATION_ERROR
        if verb.attributes.get("method", "POST").upper() != "POST":
            self._faults.add(FaultKind.BAD_ADDRESS, f"{verb.name} asks for GET, which would write numbers to logs.")
            return APPLICATION_ERROR
        return self.fetch(leg, address, *more)

    def read(self, text: str, address: str) -> Document | None:
        """Read a document that is already here; None, and a fault, when it cannot be read."""
        try:
            return read_twiml(text, address)
        except UnreadableTwiml as why:
            self._faults.add(FaultKind.UNREADABLE_TWIML, f"A document cannot be read: {why}.")
            return None

    def _try(self, leg: CallLeg, address: str, *more: tuple[str, str]) -> tuple[Document | None, str]:
        answer = self._sender.ask(address, self._switchboard.fields_of(leg, *more))
        if answer is None:
            return None, FETCH_FAILED
        return self.read(answer.body, address), _PARSE_FAILED
