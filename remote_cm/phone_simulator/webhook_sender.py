"""Carries webhooks to the service in the background: in order for one call or one sender, side by side otherwise."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.line_threads import LineThreads
from remote_cm.phone_simulator.signed_request import Answer, BadAddress, Fields, NoAnswer, SignedRequests
from remote_cm.phone_simulator.telephone import Telephone

FETCH_FAILED = "11200"


@dataclass(frozen=True)
class _Delivery:
    line: str
    address: str
    fields: Fields
    on_answer: Callable[[Answer], None] | None
    fallback: str | None


class WebhookSender:
    """Posts to the service and writes down each failure; never raises for what the service does."""

    def __init__(self, requests: SignedRequests, telephone: Telephone, threads: LineThreads, faults: FaultBook) -> None:
        self._requests = requests
        self._telephone = telephone
        self._threads = threads
        self._faults = faults
        self._lines: dict[str, deque[_Delivery]] = {}

    def ask(self, address: str, fields: Fields) -> Answer | None:
        """Post now and wait for the answer; None when there was none or it was not 2xx (a fault is then written)."""
        try:
            answer = self._requests.post(address, fields)
        except NoAnswer as failure:
            why = "no connection" if failure.kind == "ct" else "no answer"
        except BadAddress:
            self._faults.add(FaultKind.BAD_ADDRESS, "An address given for a webhook cannot be asked.")
            return None
        else:
            if answer.is_ok:
                return answer
            why = f"status {answer.status}"
        self._faults.add(FaultKind.WEBHOOK_FAILED, f"POST {urlsplit(address).path}: {why}.")
        return None

    def send(
        self,
        line: str,
        address: str,
        fields: Fields,
        on_answer: Callable[[Answer], None] | None = None,
        *,
        fallback: str | None = None,
    ) -> None:
        """Post soon, after whatever is already waiting on the same ``line``; to ``fallback`` when that fails."""
        self._put(_Delivery(line, address, fields, on_answer, fallback))

    def forget_everything(self) -> None:
        """Drop what waits."""
        with self._telephone.changed:
            for waiting in self._lines.values():
                waiting.clear()

    @property
    def is_idle(self) -> bool:
        """True when no delivery waits or runs."""
        return not self._lines

    def wait_until_sent(self, line: str) -> None:
        """Wait until nothing is under way on ``line``."""
        self._telephone.wait_for(lambda: line not in self._lines)

    def _put(self, delivery: _Delivery) -> None:
        with self._telephone.changed:
            waiting = self._lines.get(delivery.line)
            if waiting is not None:
                waiting.append(delivery)
                return
            self._lines[delivery.line] = deque([delivery])
        self._threads.start(lambda: self._drain(delivery.line))

    def _drain(self, line: str) -> None:
        while True:
            with self._telephone.changed:
                waiting = self._lines[line]
                if not waiting or self._telephone.is_closed:
                    del self._lines[line]
                    self._telephone.touch()
                    return
                delivery = waiting.popleft()
            answer = self._deliver(delivery)
            if answer is not None and delivery.on_answer is not None:
                delivery.on_answer(answer)
            self._telephone.touch()

    def _deliver(self, delivery: _Delivery) -> Answer | None:
        answer = self.ask(delivery.address, delivery.fields)
        if answer is not None or delivery.fallback is None:
            return answer
        why = (("ErrorCode", FETCH_FAILED), ("ErrorUrl", delivery.address))
        return self.ask(delivery.fallback, (*delivery.fields, *why))
