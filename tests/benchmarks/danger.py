"""How long danger takes from the webhook to the provider's API, while ordinary texts come in at the same time."""

import json
import random
import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle

from sqlalchemy import select

from remote_cm.services.demo_roster import CAMPS, CASEWORKERS
from remote_cm.services.load_people import load_people
from remote_cm.storage.people import list_active_volunteers, list_live_aliases
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from tests.chaos.named_steps import SENDS
from tests.chaos.run import QUIET_SECONDS, take_and_end_alerts, wait_for
from tests.chaos.stack import Stack
from tests.chaos.traffic import Sender, Traffic, hand_in

SECONDS_BETWEEN = 1.0
SENDING_AT_ONCE = 24
OTHER_AREAS = ("414", "808", "919")
"""Where the invented numbers of those who write beside are, none of which ends as one of the demo's."""


def measure(stack: Stack, dangers: int, texts_a_second: float) -> Sequence[float]:
    """Seconds for each danger text, from the moment at which its webhook was begun to the moment at which the first of
    its pages was handed to the provider. Each is about another child, so that each opens an alert of its own; when all
    children have one, all are ended and it goes on.
    """
    wait_for(Traffic(stack.simulator, danger_in_a_hundred=0).meet, QUIET_SECONDS, "the handsets of the demo")
    begun: dict[str, float] = {}
    over = threading.Event()
    others = threading.Thread(target=_send_others, args=(stack, _load_others(stack), texts_a_second, over))
    others.start()
    try:
        while len(begun) < dangers:
            # The same text of the same phone counts as the same for a while, also in the next round.
            new_again = time.monotonic() + 60 * stack.around.policy.grammar.same_text_minutes
            for sender in _senders(stack)[: dangers - len(begun)]:
                sid = _new_sid()
                begun[sid] = time.monotonic()
                hand_in(stack, sid, sender.number, f"9 {sender.alias}")
                over.wait(SECONDS_BETWEEN)
            wait_for(lambda: len(_first_pages(stack, begun)) == len(begun), QUIET_SECONDS, "a page of each danger text")
            take_and_end_alerts(stack.around)
            if len(begun) < dangers:
                over.wait(max(0.0, new_again - time.monotonic()) + SECONDS_BETWEEN)
    finally:
        over.set()
        others.join()
    return [first - begun[sid] for sid, first in _first_pages(stack, begun).items()]


def _senders(stack: Stack) -> Sequence[Sender]:
    """One for each child of whom no alert is open; of a shared phone it is not known who writes."""
    with stack.around.database.unit_of_work() as work:
        active = list_active_volunteers(work.session)
        numbers = {one.id: one.phone_number for one in active if not one.has_shared_phone}
        alarmed = set(work.session.scalars(select(Alert.case_id).where(Alert.ended_at.is_(None))))
        aliases = [one for one in list_live_aliases(work.session, numbers) if one.case_id not in alarmed]
    of_case = {one.case_id: Sender(numbers[one.volunteer_id] or "", one.alias) for one in aliases}
    return [sender for sender in of_case.values() if sender.number]


def _load_others(stack: Stack) -> Sequence[str]:
    """The numbers of so many volunteers beside those of the demo that each writes now and then, as people do."""
    numbers = [f"+1{area}5550{last}" for area in OTHER_AREAS for last in range(100, 200)]
    rows = [
        {
            "code": f"V-B{place:03}",
            "caseworker": CASEWORKERS[place % len(CASEWORKERS)],
            "camp": CAMPS[0][0],
            "name": f"Invented {place}",
            "phone_number": number,
        }
        for place, number in enumerate(numbers)
    ]
    load_people(stack.around, json.dumps({"volunteers": rows}))
    return numbers


def _send_others(stack: Stack, senders: Sequence[str], texts_a_second: float, over: threading.Event) -> None:
    hours, numbers = cycle(range(24)), count()
    with ThreadPoolExecutor(SENDING_AT_ONCE) as pool:
        for sender in cycle(senders):
            body = f"7 {next(hours)}" if next(numbers) % 2 else f"blue {_no_word()}"
            pool.submit(hand_in, stack, _new_sid(), sender, body)
            if over.wait(1 / texts_a_second):
                return


def _no_word() -> str:
    """Letters that nobody understands, each time others: digits and vowels could make them ask for help."""
    return "".join(random.choices("bcfgjkmqvxz", k=8))


def _new_sid() -> str:
    return f"SM{uuid.uuid4().hex}"


def _first_pages(stack: Stack, begun: Mapping[str, float]) -> Mapping[str, float]:
    """When the first page of each of these texts was handed over, for those that have one by now."""
    sends = [line.split() for line in (stack.orders / SENDS).read_text().splitlines()]
    first: dict[str, float] = {}
    with stack.around.database.unit_of_work() as work:
        of_texts = (
            select(Message.id, InboundEvent.provider_id)
            .join(Alert, Alert.id == Message.alert_id)
            .join(InboundEvent, InboundEvent.id == Alert.event_id)
            .where(InboundEvent.provider_id.in_(begun))
        )
        text_of = {str(message_id): sid for message_id, sid in work.session.execute(of_texts)}
    for moment, reference in sends:
        if reference in text_of:
            first.setdefault(text_of[reference], float(moment))
    return first
