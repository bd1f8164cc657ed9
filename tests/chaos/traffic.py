"""What people send meanwhile: updates and danger from volunteers, words that nobody understands, and missed calls."""

import random
from collections import Counter
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

import requests

from remote_cm.phone_simulator.signed_request import SignedRequests
from tests.chaos.stack import Stack

ORDINARY = (
    *("1 {alias} 1", "7 {hour}", "2", "not in the list {count}", "5 {alias}", "7 {hour}", "6", "what {count}"),
    *("1 {alias} 2", "7 {hour}", "3", "1 {alias} 0", "4", "7 {hour}", "11", "0"),
)
"""Texts that ring nobody; those that nobody understands are answered and kept like all others."""


def hand_in(stack: Stack, sid: str, number: str, body: str) -> int:
    """Hand a text to the service as the provider does, past the simulated one; the status of the answer."""
    settings = stack.settings
    given = {"MessageSid": sid, "SmsMessageSid": sid, "AccountSid": settings.twilio_account_sid, "From": number}
    given |= {"To": settings.twilio_phone_number, "Body": body, "NumMedia": "0"}
    address = f"{settings.public_base_url}/webhooks/twilio/sms"
    return SignedRequests(settings.twilio_auth_token).post(address, list(given.items())).status


@dataclass(frozen=True)
class Sender:
    """A volunteer's handset, and an alias that they have."""

    number: str
    alias: str


@dataclass
class Traffic:
    """Texts and rings from the volunteers of the demo, drawn from a seed."""

    simulator: str
    danger_in_a_hundred: int
    chance: random.Random = field(default_factory=lambda: random.Random(0))
    sent: Counter[str] = field(default_factory=Counter)
    senders: list[Sender] = field(default_factory=list)

    def meet(self) -> bool:
        """Learn who has a handset, False where the simulator does not know them yet; staff answer by themselves, two of
        three of them with the right key.
        """
        requests.get(self.simulator, timeout=20)
        for handset in self._state()["handsets"]:
            if handset["kind"] == "volunteer" and handset["alias_hint"]:
                self.senders.append(Sender(handset["key"], handset["alias_hint"]))
            if handset["kind"] == "staff":
                habit = self.chance.choice(("presses_key", "presses_key", "no_answer"))
                self._hand(handset["key"], "habit", {"habit": habit})
        return bool(self.senders)

    def send_one(self) -> None:
        """Somebody texts or rings."""
        sender = self.chance.choice(self.senders)
        drawn = self.chance.randint(1, 100)
        if drawn <= self.danger_in_a_hundred:
            self.send_danger(sender)
        elif drawn <= 95:
            body, hour = ORDINARY[self.sent["ordinary"] % len(ORDINARY)], self.chance.randint(0, 23)
            self._text(sender, "ordinary", body.format(alias=sender.alias, hour=hour, count=self.sent["ordinary"]))
        elif self._is_taken(sender.number, "missed-call", {}):
            self.sent["ring"] += 1

    def send_danger(self, sender: Sender) -> None:
        """The digit that rings people at once."""
        self._text(sender, "danger", f"9 {sender.alias}")

    def is_delivered(self) -> bool:
        """True once nothing is on its way to the service any more."""
        return bool(self._state()["webhooks_idle"])

    def _text(self, sender: Sender, kind: str, body: str) -> None:
        self.sent[kind] += 1
        self._hand(sender.number, "text", {"body": body})

    def _hand(self, number: str, act: str, body: dict[str, str]) -> None:
        assert self._is_taken(number, act, body), f"the handset did not take {act}"

    def _is_taken(self, number: str, act: str, body: dict[str, str]) -> bool:
        """False where the handset is at something else, as a phone is that rings already."""
        answer = requests.post(f"{self.simulator}/control/handsets/{number}/{act}", json=body, timeout=20)
        if answer.status_code != HTTPStatus.CONFLICT:
            answer.raise_for_status()
        return answer.ok

    def _state(self) -> dict[str, Any]:
        state: dict[str, Any] = requests.get(f"{self.simulator}/control/state", timeout=30).json()
        return state
