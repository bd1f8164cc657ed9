"""The usual team, a provider that answers over real HTTP, and the pages on which people see what came of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace

from flask import Flask

from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from remote_cm.storage.tables.messages import Message, MessageKind
from tests.factories import PASSWORD, VOLUNTEER_NUMBER
from tests.gateways.provider_server import MovableClock, ProviderServer, placer_to, running_provider, sender_to
from tests.services.stage import Stage, make_stage
from tests.web.signed import SignedClient
from tests.web.visitor import Visitor

BAD_NUMBER = "the number does not exist, or is not in use"
NO_TEXTS = "this phone takes no texts"
NOT_REGISTERED = "our own number is not registered for this"
ACCOUNT = "our provider refuses our account"


@dataclass(frozen=True)
class Scene:
    """The usual team, a provider that answers over HTTP, and the pages of whoever looks."""

    stage: Stage
    server: ProviderServer
    provider: SignedClient
    app: Flask

    @property
    def around(self) -> Surroundings:
        return self.stage.around

    def page(self, username: str, address: str) -> str:
        """What somebody sees."""
        visitor = Visitor(self.app.test_client())
        visitor.sign_in(username, PASSWORD)
        return visitor.get(address).text

    def reply(self, words: str = "3") -> Message:
        """A reply to a volunteer is owed."""
        known = {row.id for row in self.stage.messages()}
        self.stage.text(VOLUNTEER_NUMBER, words)
        return next(row for row in self.stage.messages() if row.id not in known and row.alert_id is None)

    def page_of(self, kind: MessageKind) -> Message:
        """A page to CW-1 is owed."""
        self.stage.text(VOLUNTEER_NUMBER, "9 47K")
        return next(row for row in self.stage.messages() if row.kind is kind and row.alert_id is not None)

    def hand_over(self, message: Message, *, after: float = 0) -> Message:
        """Somebody hands it over, so many seconds later, and this is how it stands then."""
        self.stage.clock.advance(seconds=after)
        hand_over_message(self.around, message.id)
        return self.now(message)

    def now(self, message: Message) -> Message:
        return next(row for row in self.stage.messages() if row.id == message.id)

    def report(self, message: Message, status: str, code: int | None = None) -> None:
        """The provider reports what became of a text."""
        told = {"ErrorCode": str(code)} if code is not None else {}
        sid = str(self.now(message).provider_id)
        address = f"/webhooks/twilio/message-status?a={message.id}"
        assert self.provider.post(address, MessageSid=sid, MessageStatus=status, **told).status_code == 204

    def following(self, message: Message) -> Message | None:
        """The text that says again what did not arrive."""
        return next((row for row in self.stage.messages() if row.follows_id == message.id), None)

    def alert_page(self, username: str = "sup-1") -> str:
        return self.page(username, f"/alerts/{self.stage.alert().id}")

    @property
    def asked(self) -> int:
        """How often the provider was asked for anything."""
        return len(self.server.requests)


@contextmanager
def open_scene(app: Flask, surroundings: Surroundings, settings: Settings) -> Iterator[Scene]:
    """A scene with a provider of its own."""
    with running_provider(MovableClock(surroundings.now())) as server:
        sender, placer = sender_to(server.address), placer_to(server.address)
        around = replace(surroundings, text_sender=sender, call_placer=placer)
        yield Scene(make_stage(around), server, SignedClient(app.test_client(), settings), app)


def undelivered(why: str) -> str:
    """The line of a caseworker."""
    return f"Reach V-001 in another way: our text did not arrive ({why})"


def unreachable(why: str) -> str:
    """The line of a supervisor."""
    return f"Mend how CW-1 is reached, before an alert needs them ({why})"
