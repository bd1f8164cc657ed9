"""Asks the provider what became of texts and rings of ours of which no end was ever reported."""

from datetime import timedelta

import structlog

from remote_cm.ports import ProviderError, Refused, Whereabouts
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.reconciliation import OnItsWay, list_to_ask_about, note_asked
from remote_cm.storage.tables.messages import MessageKind

log = structlog.get_logger(__name__)

#: Each pause is so many times the one before: on many routes no end of a text is ever known, whoever is asked.
_TIMES_LONGER = 4


def ask_about_sent(around: Surroundings) -> int:
    """Ask about what is due to be asked about, and apply each answer as if it had been reported; return how many.

    Every pause is longer than the one before, and after a while nothing is asked any more. A provider that cannot
    answer now is asked about the rest in the next round. Done twice it changes nothing.
    """
    asked = 0
    for message in _list_due(around):
        try:
            found = _ask(around, message)
        except ProviderError as failure:
            log.warning("message_not_looked_up", message=str(message.id), kind=type(failure).__name__)
            _note(around, message)
            if isinstance(failure, Refused):
                continue
            break
        _apply(around, message, found)
        _note(around, message)
        asked += 1
    return asked


def _list_due(around: Surroundings) -> list[OnItsWay]:
    policy, now = around.policy.reliability, around.now()
    with around.database.unit_of_work() as work:
        return list(
            list_to_ask_about(
                work.session,
                now=now,
                sent_before=now - timedelta(minutes=policy.ask_after_minutes),
                sent_since=now - timedelta(hours=policy.ask_for_hours),
                limit=policy.ask_at_most,
            )
        )


def _ask(around: Surroundings, message: OnItsWay) -> Whereabouts:
    history = around.outbound_history
    ask = history.find_text_state if message.kind is MessageKind.TEXT else history.find_call_state
    return ask(message.provider_id)


def _apply(around: Surroundings, message: OnItsWay, found: Whereabouts) -> None:
    record_delivery(
        around,
        DeliveryNews(str(message.id), message.provider_id, found.status, sequence=None, error_code=found.error_code),
    )


def _note(around: Surroundings, message: OnItsWay) -> None:
    times = message.times_asked + 1
    pause = timedelta(minutes=around.policy.reliability.ask_after_minutes) * _TIMES_LONGER**times
    with around.database.unit_of_work() as work:
        note_asked(work.session, message.id, times, around.now() + pause)
        work.commit()
