"""Owes a volunteer a short neutral text of our own accord: never in quiet hours, never after they asked for none."""

import uuid
from datetime import datetime, time, timedelta

from remote_cm.ports import Job
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.tables.messages import Message, MessageKind, MessagePurpose
from remote_cm.storage.tables.people import Volunteer


def tell_volunteer(
    around: Surroundings,
    work: UnitOfWork,
    volunteer: Volunteer,
    key: str,
    *,
    good_until: datetime | None = None,
    **words: str | int,
) -> Message | None:
    """Owe the text of this key in the volunteer's language, and return it; None where none may go out (N45, §5.6).

    After ``good_until`` it is not handed out any more; without one it is good for as long as a reply. None is handed
    out late into the quiet hours. The caller commits.
    """
    now = around.now()
    local, gate = now.astimezone(around.zone), around.policy.safety_gate
    if gate.is_quiet(local.time()) or volunteer.texts_stopped_at is not None or volunteer.phone_number is None:
        return None
    if good_until is None:
        good_until = now + timedelta(seconds=around.policy.messages.reply_valid_seconds)
    message = Message(
        id=uuid.uuid4(),
        kind=MessageKind.TEXT,
        purpose=MessagePurpose.REMINDER,
        volunteer_id=volunteer.id,
        phone_number=volunteer.phone_number,
        body=around.texts.get(key, volunteer.language, **words),
        language=volunteer.language,
        owed_at=now,
        send_before=min(good_until, _next_quiet(local, gate.quiet_from)),
    )
    work.session.add(message)
    work.owe(Job.HAND_OVER_MESSAGE, message.id)
    return message


def _next_quiet(local: datetime, quiet_from: time) -> datetime:
    today = datetime.combine(local.date(), quiet_from, local.tzinfo)
    return today if today > local else today + timedelta(days=1)
