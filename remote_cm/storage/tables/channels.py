"""Ways out to people that do not work now: a channel that waits for our account, a number that cannot be reached."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.storage.encrypted_text import Fingerprint
from remote_cm.storage.tables.base import Base, Id, words


class ChannelPause(Base):
    """Texts, or calls, wait until our account at the provider is mended; gone with the first that goes through.

    ``probe_after`` is when one ordinary message is tried again. ``ends_by_report``: what the provider takes is refused
    on its way, so that only a report of one that came through ends it.
    """

    __tablename__ = "channel_pause"

    channel: Mapped[Channel] = mapped_column(words(Channel), primary_key=True)
    reason: Mapped[FailureReason] = mapped_column(words(FailureReason))
    since: Mapped[datetime]
    probe_after: Mapped[datetime]
    ends_by_report: Mapped[bool] = mapped_column(default=False)


class FlaggedNumber(Base):
    """A number that cannot be reached by one channel, why and since when; whose it is stands with the people."""

    __tablename__ = "flagged_number"
    __table_args__ = (UniqueConstraint("phone_fingerprint", "channel"),)

    id: Mapped[Id]
    phone_fingerprint: Mapped[bytes] = mapped_column(Fingerprint)
    channel: Mapped[Channel] = mapped_column(words(Channel))
    reason: Mapped[FailureReason] = mapped_column(words(FailureReason))
    since: Mapped[datetime]
