"""Hears that somebody asked the phone company for texts again, as it hears it itself (twilio notes §5.3)."""

from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.vocabulary import Channel
from remote_cm.storage.channels import remove_flags
from remote_cm.storage.database import Session

#: With these the provider begins again to take our texts to a number; who means something else by them loses nothing.
_START_WORDS = frozenset({"start", "unstop", "yes"})


def hear_start(session: Session, fingerprint: bytes | None, body: str) -> None:
    """Texts to this number are tried again, where they were not because of the phone company's own list. What its
    holder said to us about texts is not touched.
    """
    if fingerprint is not None and body.strip().casefold() in _START_WORDS:
        remove_flags(session, fingerprint, {Channel.TEXT}, only=FailureReason.OPTED_OUT)
