"""Everything that can be made to go wrong while the service works, and how it is made good again."""

import random
import signal
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import requests
from sqlalchemy.exc import SQLAlchemyError

from remote_cm.domain.delivery import DeliveryState
from remote_cm.local_stack.processes import wait_until
from remote_cm.services.check_health import check_health
from tests.chaos.account import count_in
from tests.chaos.named_steps import TAKEN, Step, order_of
from tests.chaos.stack import HOW_MANY, POSTGRES, REDIS, WEB, WORKER, Stack, Struck

PROGRAMS = (WEB, *HOW_MANY)
LONGEST_SECONDS = 5.0
"""How long a part stays down or frozen; a machine's restart is longer, and is what the probes are for."""

LONGEST_JUMP_SECONDS = 600
LONGEST_WAIT_SECONDS = 60.0
STEPS_OF = {
    WEB: (Step.BEFORE_COMMIT, Step.AFTER_COMMIT, Step.BEFORE_NUDGE, Step.AFTER_NUDGE),
    WORKER: tuple(Step),
}
_STEPS = [(role, step) for role, steps in STEPS_OF.items() for step in steps]
MISHAPS = ("drop_answer", "empty_answer", "http_500", "http_429")
MANNERS: tuple[Mapping[str, Any], ...] = (
    {"copies": 3},
    {"reverse": True},
    {"late_by_seconds": 20},
    {"early": True},
    {"lose": True},
)


@dataclass
class Troubles:
    """One kind after the other, drawn from a seed; what goes on for a while is ended by a timer."""

    stack: Stack
    chance: random.Random
    counted: Counter[str] = field(default_factory=Counter)

    def strike(self) -> None:
        """Let one thing go wrong."""
        kind, act = self.chance.choice(list(self._kinds().items()))
        act()
        self.counted[kind] += 1

    def make_good(self) -> None:
        """Everything that was struck works again."""
        for role in (POSTGRES, REDIS, *PROGRAMS):
            for struck in self.stack.parts(role):
                self.stack.let_up(struck)
                struck.signal(signal.SIGCONT)
        for order in self.stack.orders.glob("kill-*"):
            if TAKEN not in order.name:
                order.unlink(missing_ok=True)
        self.stack.free_disk()
        self._control("reports/release", {})
        self._control("reports", {})

    def count_of_steps(self) -> Counter[str]:
        """The deaths at named steps that came about."""
        return Counter(order.name.split(TAKEN)[0] for order in self.stack.orders.glob(f"kill-*{TAKEN}*"))

    def _kinds(self) -> Mapping[str, Callable[[], object]]:
        one_of = self.chance.choice
        program = one_of([struck for role in PROGRAMS for struck in self.stack.parts(role)])
        server = one_of([struck for role in (POSTGRES, REDIS) for struck in self.stack.parts(role)])
        return {
            f"kill -9 {program.name}": partial(program.signal, signal.SIGKILL),
            f"freeze {program.name}": partial(self._freeze, program),
            f"down {program.name}": partial(self._down, program),
            f"kill -9 {server.name}": partial(server.signal, signal.SIGKILL),
            f"freeze {server.name}": partial(self._freeze, server),
            f"down {server.name}": partial(self._down, server),
            **{f"order {order_of(role, step)}": partial(self._order, role, step) for role, step in _STEPS},
            "provider's answer spoilt": partial(self._mishap, one_of(MISHAPS)),
            "reports misbehave": partial(self._control, "reports", dict(one_of(MANNERS))),
            "disk is full": self._fill_disk,
            "clock jumps": partial(self.jump, self.chance.randint(5, LONGEST_JUMP_SECONDS)),
        }

    def jump(self, seconds: int) -> None:
        """Move the clock of every process and of the provider while nothing is on its way to it: nobody's clock but
        that of a demo jumps, and theirs must go on together.
        """
        wait_until(self._nothing_is_on_its_way, LONGEST_WAIT_SECONDS)
        if not self._control("clock", {"advance_seconds": seconds}):
            # Whether ours moved is not known. Any answer brings the provider's clock to where ours is.
            wait_until(partial(self._control, "clock", {"advance_seconds": 1}), LONGEST_WAIT_SECONDS, pause=1.0)

    def _nothing_is_on_its_way(self) -> bool:
        with suppress(SQLAlchemyError):
            return (
                check_health(self.stack.around).is_ready and count_in(self.stack.around, {DeliveryState.CLAIMED}) == 0
            )
        return False

    def _freeze(self, struck: Struck) -> None:
        struck.signal(signal.SIGSTOP)
        self._later(partial(struck.signal, signal.SIGCONT))

    def _down(self, struck: Struck) -> None:
        self.stack.keep_down(struck)
        self._later(partial(self.stack.let_up, struck))

    def _order(self, role: str, step: Step) -> None:
        (self.stack.orders / order_of(role, step)).touch()

    def _mishap(self, what: str) -> None:
        self._control("faults/next", {"what": what, "times": self.chance.randint(1, 3)})

    def _fill_disk(self) -> None:
        self.stack.fill_disk()
        self._later(self.stack.free_disk)

    def _later(self, act: Callable[[], object]) -> None:
        timer = threading.Timer(self.chance.uniform(1.0, LONGEST_SECONDS), act)
        timer.daemon = True
        timer.start()

    def _control(self, lever: str, body: Mapping[str, Any]) -> bool:
        # What the simulator cannot pass on while the service is struck is a trouble less, and no failure of the run.
        with suppress(requests.RequestException):
            return requests.post(f"{self.stack.simulator}/control/{lever}", json=dict(body), timeout=20).ok
        return False
