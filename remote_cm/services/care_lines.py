"""A short line of self-care for a volunteer who asks for it, and the offer of a talk about themselves.

Both are for the volunteer alone: no word of the work is in them, and nothing of them is ever counted (N44).
"""

from datetime import timedelta

from remote_cm.domain.open_questions import YES_DIGITS, QuestionKind
from remote_cm.domain.vocabulary import Intent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import Session
from remote_cm.storage.debriefs import add_question
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message
from remote_cm.storage.tables.people import Volunteer
from remote_cm.storage.volunteer_reports import count_texts_meaning

_BEGINNING = "care-"


def next_care_line(around: Surroundings, session: Session, event: InboundEvent, volunteer: Volunteer) -> str:
    """The key of the next line of the library for this volunteer: each comes once before one comes again."""
    keys = sorted({key for texts in around.texts.languages.values() for key in texts.words if _is_care(key)})
    earlier = 0
    if event.sender_fingerprint is not None:
        session.flush()
        asked = count_texts_meaning(session, event.sender_fingerprint, volunteer.id, Intent.WELLBEING)
        earlier = max(0, asked - 1)
    return keys[earlier % len(keys)]


def ask_if_they_want_to_talk(around: Surroundings, session: Session, kind: QuestionKind, message: Message) -> None:
    """Let the digit that the words of this reply name take up their offer, for a while. The caller commits."""
    valid_until = around.now() + timedelta(minutes=around.policy.debriefs.wellbeing_offer_minutes)
    add_question(session, kind, message, yes_digit=YES_DIGITS[kind], valid_until=valid_until)


def _is_care(key: str) -> bool:
    return key.startswith(_BEGINNING)
