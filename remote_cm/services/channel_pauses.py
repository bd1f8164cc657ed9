"""Lets a channel wait while our account at the provider has to be mended, and go on with the first that goes through.

Ordinary messages wait without using up their tries, and one of them is tried now and then. An alert's page never waits.
"""

from datetime import timedelta

import structlog

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.channels import add_pause, end_pause, find_pause, take_probe
from remote_cm.storage.database import Session
from remote_cm.storage.tables.messages import Message, MessageKind

log = structlog.get_logger(__name__)


def channel_of(message: Message) -> Channel:
    """By which channel a message goes."""
    return Channel.TEXT if message.kind is MessageKind.TEXT else Channel.CALL


def pause_channel(
    around: Surroundings, session: Session, channel: Channel, reason: FailureReason, *, ends_by_report: bool = False
) -> None:
    """Let a channel wait from now on; what waits already is left as it is. Said in the log once. The caller commits."""
    now = around.now()
    begins = add_pause(
        session,
        channel,
        reason,
        at=now,
        probe_after=now + _probe_every(around),
        ends_by_report=ends_by_report,
    )
    if begins:
        log.error("channel_paused", channel=channel.value, reason=reason.value)


def resume_channel(session: Session, message: Message, *, by_report: bool) -> None:
    """A message went through: what waited for its channel goes at once. The caller commits."""
    channel = channel_of(message)
    begun_at = message.claimed_at or message.owed_at
    if end_pause(session, channel, begun_at=begun_at, by_report=by_report):
        log.info("channel_works_again", channel=channel.value)


def has_to_wait(around: Surroundings, session: Session, message: Message) -> bool:
    """True when an ordinary message may not go now, and is told until when; one of them in a while may, to try.

    The caller commits.
    """
    now, channel = around.now(), channel_of(message)
    if take_probe(session, channel, now=now, next_at=now + _probe_every(around)):
        return False
    pause = find_pause(session, channel)
    if pause is None:
        return False
    wait_for_channel(message)
    message.try_after = pause.probe_after
    return True


def wait_for_channel(message: Message) -> None:
    """Note that a message waits for nothing but its channel."""
    message.reason = FailureReason.CHANNEL_PAUSED.value


def stand_back(around: Surroundings, message: Message) -> None:
    """A message that was tried in vain lets others be tried before it: its own number may be all that is wrong."""
    wait_for_channel(message)
    message.try_after = around.now() + _probe_every(around) * 3 / 2


def _probe_every(around: Surroundings) -> timedelta:
    return timedelta(minutes=around.policy.messages.channel_probe_minutes)
