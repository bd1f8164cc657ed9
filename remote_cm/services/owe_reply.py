"""Owes one short neutral text to a volunteer or a member of staff, in their language, in the transaction of what it
answers.
"""

import uuid
from collections.abc import Mapping
from datetime import timedelta

from remote_cm.ports import Job
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.people import Staff, Volunteer


def owe_reply(
    around: Surroundings,
    work: UnitOfWork,
    event: InboundEvent,
    to: Volunteer | Staff,
    key: str,
    words: Mapping[str, str | int],
) -> Message:
    """Owe the text of this key, and return it. It goes to the number that the event came from, and only that. The
    caller commits.
    """
    now = around.now()
    message = Message(
        id=uuid.uuid4(),
        kind=MessageKind.TEXT,
        purpose=MessagePurpose.REPLY,
        staff_id=to.id if isinstance(to, Staff) else None,
        volunteer_id=to.id if isinstance(to, Volunteer) else None,
        event_id=event.id,
        phone_number=event.sender_number,
        body=around.texts.get(key, to.language, **words),
        language=to.language,
        owed_at=now,
        send_before=now + timedelta(seconds=around.policy.messages.reply_valid_seconds),
    )
    work.session.add(message)
    work.owe(Job.HAND_OVER_MESSAGE, message.id)
    return message
