"""The handsets of the phone simulator, as the people in a journey use them."""

from dataclasses import dataclass
from typing import Any

import requests

from tests.journeys.patience import wait_until

SECONDS = 20.0


@dataclass(frozen=True)
class Simulator:
    """Every handset, and the clock of all processes."""

    address: str

    def status_of(self, address: str) -> int:
        """The status that an address answers, 0 when nobody does."""
        try:
            return requests.get(address, timeout=5).status_code
        except requests.RequestException:
            return 0

    def later(self, *, minutes: int) -> None:
        """Move every process's clock."""
        self._post("/control/clock", {"advance_seconds": minutes * 60})

    def handset(self, name: str) -> "Handset":
        """The handset of a person of the demo, by their code."""
        return Handset(self, next(one["key"] for one in self._known() if one["name"] == name))

    def of_family(self, code: str) -> "list[Handset]":
        """Every handset of a family of the demo, by the code of its case."""
        return [Handset(self, one["key"]) for one in self._known() if one["name"].startswith(f"{code} ")]

    def _known(self) -> list[dict[str, Any]]:
        # The page asks the service for its people; the list of the control address is filled by it.
        requests.get(self.address, timeout=10)
        known: list[dict[str, Any]] = requests.get(f"{self.address}/control/state", timeout=10).json()["handsets"]
        return known

    def faults(self) -> list[Any]:
        """What the simulated provider found wrong with our requests."""
        found: list[Any] = requests.get(f"{self.address}/faults", timeout=10).json()["faults"]
        return found

    def _post(self, path: str, body: dict[str, Any]) -> None:
        requests.post(f"{self.address}{path}", json=body, timeout=20).raise_for_status()


@dataclass(frozen=True)
class Handset:
    """One old phone."""

    simulator: Simulator
    number: str

    def texts(self, body: str) -> None:
        """Send a text to the service."""
        self._do("text", {"body": body})

    def rings_once(self) -> None:
        """Let it ring once."""
        self._do("missed-call", {})

    def hears_it_ring(self) -> None:
        """Wait until this phone rings."""
        wait_until(lambda: self._call("ringing") is not None, SECONDS, f"{self.number[-2:]} to ring")

    def does_not_answer(self) -> None:
        """Wait for a ring and let it ring out."""
        self.hears_it_ring()
        self._do("ring-out", {})

    def answers_and_presses(self, key: str) -> list[str]:
        """Answer a ring, press a key when asked, and say what was heard in all."""
        self.hears_it_ring()
        self._do("answer", {})
        wait_until(lambda: any(call["is_awaiting_keys"] for call in self._calls()), SECONDS, "being asked for a key")
        self._do("press", {"digits": key})
        wait_until(lambda: self._call("in-progress") is None, SECONDS, "the call to end")
        heard: list[str] = self._calls()[-1]["heard"]
        return heard

    def picks_up_and_presses(self, key: str) -> list[str]:
        """Answer a ring, press a key when asked, stay on the line, and say what was heard until then."""
        self.hears_it_ring()
        self._do("answer", {})
        wait_until(lambda: any(call["is_awaiting_keys"] for call in self._calls()), SECONDS, "being asked for a key")
        heard: list[str] = next(call for call in self._calls() if call["is_awaiting_keys"])["heard"]
        self._do("press", {"digits": key})
        return heard

    def is_joined(self) -> bool:
        """Whether somebody is on the other end now."""
        return any(call["is_bridged"] for call in self._calls())

    def has_an_open_line(self) -> bool:
        """Whether it rings or is in a call now."""
        return self._call("ringing") is not None or self._call("in-progress") is not None

    def hangs_up(self) -> None:
        """Put the handset down."""
        self._do("hang-up", {})

    def becomes(self, habit: str) -> None:
        """What it does from now on when nobody touches it."""
        self._do("habit", {"habit": habit})

    def has_shown(self) -> set[str]:
        """Every number that a call to this phone showed."""
        return {call["from_number"] for call in self._calls() if call["direction"] == "incoming"}

    def reads(self, words: str) -> str:
        """Wait for a text that holds these words, and return the newest such."""
        wait_until(lambda: self._text_with(words) is not None, SECONDS, f"a text with “{words}”")
        return self._text_with(words) or ""

    def has_texts(self) -> list[str]:
        """Every text that came in."""
        return [text["body"] for text in self._view()["texts"] if text["direction"] == "incoming"]

    def was_rung(self) -> int:
        """How often the service has rung this phone."""
        return sum(1 for call in self._calls() if call["direction"] == "incoming")

    def _text_with(self, words: str) -> str | None:
        return next((body for body in reversed(self.has_texts()) if words in body), None)

    def _call(self, state: str) -> dict[str, Any] | None:
        return next((call for call in self._calls() if call["state"] == state), None)

    def _calls(self) -> list[dict[str, Any]]:
        calls: list[dict[str, Any]] = self._view()["calls"]
        return calls

    def _view(self) -> dict[str, Any]:
        found = requests.get(f"{self.simulator.address}/control/handsets/{self.number}", timeout=10)
        view: dict[str, Any] = found.json()
        return view

    def _do(self, act: str, body: dict[str, Any]) -> None:
        self.simulator._post(f"/control/handsets/{self.number}/{act}", body)  # noqa: SLF001 - its other half
