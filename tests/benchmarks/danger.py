"""How long danger takes from the webhook to the provider's API, while ordinary texts come in at the same time."""

import threading
import time
import uuid
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import count, cycle

from sqlalchemy import select

from remote_cm.storage.people import list_active_volunteers, list_live_aliases
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from tests.chaos.named_steps import SENDS
from tests.chaos.run import QUIET_SECONDS, ending_alerts, wait_for
from tests.chaos.stack import Stack
from tests.chaos.traffic import Sender, Traffic, hand_in

SECONDS_BETWEEN = 1.0
SENDING_AT_ONCE = 24


def measure(stack: Stack, dangers: int, texts_a_second: float) -> Sequence[float]:
    """Seconds for each danger text, from the moment at which its webhook was begun to the moment at which the first of
    its pages was handed to the provider. Each is about another child, so that each opens an alert of its own.
    """
    wait_for(Traffic(stack.simulator, danger_in_a_hundred=0).meet, QUIET_SECONDS, "the handsets of the demo")
    senders = _senders(stack)
    begun: dict[str, float] = {}
    over = threading.Event()
    others = threading.Thread(target=_send_others, args=(stack, senders, texts_a_second, over))
    ending = threading.Thread(target=ending_alerts(stack.around), args=(over,))
    for thread in (others, ending):
        thread.start()
    try:
        for sender in senders[:dangers]:
            sid = _new_sid()
            begun[sid] = time.monotonic()
            hand_in(stack, sid, sender.number, f"9 {sender.alias}")
            over.wait(SECONDS_BETWEEN)
        wait_for(lambda: len(_first_pages(stack, begun)) == dangers, QUIET_SECONDS, "a page of each danger text")
    finally:
        over.set()
        for thread in (others, ending):
            thread.join()
    return [first - begun[sid] for sid, first in _first_pages(stack, begun).items()]


def _senders(stack: Stack) -> Sequence[Sender]:
    """One for each child of whom no alert is open."""
    with stack.around.database.unit_of_work() as work:
        numbers = {one.id: one.phone_number for one in list_active_volunteers(work.session)}
        alarmed = set(work.session.scalars(select(Alert.case_id).where(Alert.ended_at.is_(None))))
        aliases = [one for one in list_live_aliases(work.session, numbers) if one.case_id not in alarmed]
    of_case = {one.case_id: Sender(numbers[one.volunteer_id] or "", one.alias) for one in aliases}
    return [sender for sender in of_case.values() if sender.number]


def _send_others(stack: Stack, senders: Sequence[Sender], texts_a_second: float, over: threading.Event) -> None:
    hours, numbers = cycle(range(24)), count()
    with ThreadPoolExecutor(SENDING_AT_ONCE) as pool:
        for sender in cycle(reversed(senders)):
            body = f"7 {next(hours)}" if next(numbers) % 2 else f"blue {uuid.uuid4().hex[:6]}"
            pool.submit(hand_in, stack, _new_sid(), sender.number, body)
            if over.wait(1 / texts_a_second):
                return


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
