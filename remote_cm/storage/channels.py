"""How paused channels and flagged numbers are written down, found and done away with."""

import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, or_, select, union_all, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from remote_cm.domain.delivery import DeliveryState
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.storage.tables.channels import ChannelPause, FlaggedNumber
from remote_cm.storage.tables.messages import Message, MessageKind
from remote_cm.storage.tables.people import Staff, Volunteer


def list_paused_channels(session: Session) -> Sequence[ChannelPause]:
    """Every channel that waits, longest first."""
    return list(session.scalars(select(ChannelPause).order_by(ChannelPause.since)))


def find_pause(session: Session, channel: Channel) -> ChannelPause | None:
    """Why a channel waits; None while it works."""
    return session.get(ChannelPause, channel, populate_existing=True)


def add_pause(
    session: Session,
    channel: Channel,
    reason: FailureReason,
    *,
    at: datetime,
    probe_after: datetime,
    ends_by_report: bool,
) -> bool:
    """Let a channel wait; False when it did so already, which keeps its reason and since when."""
    row = insert(ChannelPause).values(
        channel=channel, reason=reason, since=at, probe_after=probe_after, ends_by_report=ends_by_report
    )
    return (
        session.execute(row.on_conflict_do_nothing().returning(ChannelPause.channel)).scalar_one_or_none() is not None
    )


def take_probe(session: Session, channel: Channel, *, now: datetime, next_at: datetime) -> bool:
    """True for the one who may try the channel now; the next one may at ``next_at``."""
    taken = (
        update(ChannelPause)
        .where(ChannelPause.channel == channel, ChannelPause.probe_after <= now)
        .values(probe_after=next_at)
        .returning(ChannelPause.channel)
    )
    return session.execute(taken).scalar_one_or_none() is not None


def end_pause(session: Session, channel: Channel, *, begun_at: datetime, by_report: bool) -> bool:
    """Something that was begun at a moment went through, and what waited may go at once; False when nothing ended.

    What was begun before the channel had to wait proves nothing, and a pause that only a report ends is not ended by
    the provider's taking something.
    """
    wanted = delete(ChannelPause).where(ChannelPause.channel == channel, ChannelPause.since <= begun_at)
    if not by_report:
        wanted = wanted.where(ChannelPause.ends_by_report.is_(False))
    if session.execute(wanted.returning(ChannelPause.channel)).scalar_one_or_none() is None:
        return False
    kind = MessageKind.TEXT if channel is Channel.TEXT else MessageKind.RING
    # What another process is claiming right now sees by itself that nothing waits any more.
    waiting = (
        select(Message.id)
        .where(
            Message.state == DeliveryState.OWED,
            Message.kind == kind,
            Message.reason == FailureReason.CHANNEL_PAUSED.value,
        )
        .with_for_update(skip_locked=True)
    )
    release = update(Message).where(Message.id.in_(waiting)).values(try_after=None)
    session.execute(release.execution_options(synchronize_session=False))
    return True


def find_flag(session: Session, phone_fingerprint: bytes, channel: Channel) -> FlaggedNumber | None:
    """Why a number cannot be reached by a channel; None when nothing is known against it."""
    return session.scalar(
        select(FlaggedNumber).where(
            FlaggedNumber.phone_fingerprint == phone_fingerprint, FlaggedNumber.channel == channel
        )
    )


def add_flag(session: Session, phone_fingerprint: bytes, channel: Channel, reason: FailureReason, at: datetime) -> bool:
    """Note that a number cannot be reached by a channel; False when that was known."""
    row = insert(FlaggedNumber).values(
        id=uuid.uuid4(), phone_fingerprint=phone_fingerprint, channel=channel, reason=reason, since=at
    )
    return session.execute(row.on_conflict_do_nothing().returning(FlaggedNumber.id)).scalar_one_or_none() is not None


def remove_flags(
    session: Session, phone_fingerprint: bytes, channels: Collection[Channel], only: FailureReason | None = None
) -> None:
    """The number can be reached by these channels, or at least this one reason does not stand against it any more."""
    flags = delete(FlaggedNumber).where(
        FlaggedNumber.phone_fingerprint == phone_fingerprint, FlaggedNumber.channel.in_(channels)
    )
    session.execute(flags if only is None else flags.where(FlaggedNumber.reason == only))


@dataclass(frozen=True)
class FlaggedPerson:
    """Somebody of a team who has a flagged number now, by their code."""

    flag_id: uuid.UUID
    code: str
    channel: Channel
    reason: FailureReason
    since: datetime


def list_flagged_people(session: Session, team_id: uuid.UUID) -> Sequence[FlaggedPerson]:
    """The active staff and volunteers of a team, and staff of no team, whose number is flagged, longest first.

    A number that is nobody's any more is not among them.
    """
    of_team = or_(Staff.team_id == team_id, Staff.team_id.is_(None))
    people = union_all(
        select(Staff.code, Staff.phone_fingerprint).where(of_team, Staff.is_active),
        select(Volunteer.code, Volunteer.phone_fingerprint).where(Volunteer.team_id == team_id, Volunteer.is_active),
    ).subquery()
    rows = session.execute(
        select(FlaggedNumber, people.c.code)
        .join(people, people.c.phone_fingerprint == FlaggedNumber.phone_fingerprint)
        .order_by(FlaggedNumber.since, people.c.code, FlaggedNumber.channel)
    )
    return [FlaggedPerson(flag.id, code, flag.channel, flag.reason, flag.since) for flag, code in rows]


def remove_flag(session: Session, flag_id: uuid.UUID) -> None:
    """Somebody says that the number works."""
    session.execute(delete(FlaggedNumber).where(FlaggedNumber.id == flag_id))
