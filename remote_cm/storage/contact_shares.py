"""How a team's families were met: over the phone, with or without the reason for it, or face to face (MON-25)."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from remote_cm.domain.vocabulary import RemoteReason
from remote_cm.storage.tables.calls import Conversation
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.inbound import VolunteerReport


@dataclass(frozen=True)
class ContactShares:
    """Counts without anybody in them: talks over the phone by why they were no visit, and visits of volunteers."""

    remote: Mapping[RemoteReason | None, int]
    face_to_face: int

    @property
    def remote_percent(self) -> int | None:
        """How many of a hundred contacts were over the phone, None when there was none at all."""
        remote = sum(self.remote.values())
        every = remote + self.face_to_face
        return round(100 * remote / every) if every else None


def count_contact_shares(session: Session, team_id: uuid.UUID, since: datetime) -> ContactShares:
    """The contacts of a team's cases since a moment: talks in which something was answered, and families met."""
    remote = session.execute(
        select(Conversation.remote_reason, func.count())
        .join(CaseFile, CaseFile.id == Conversation.case_id)
        .where(CaseFile.team_id == team_id, Conversation.ended_at >= since, Conversation.call_level.is_not(None))
        .group_by(Conversation.remote_reason)
    )
    visits = session.execute(
        select(func.count())
        .select_from(VolunteerReport)
        .join(CaseFile, CaseFile.id == VolunteerReport.case_id)
        .where(CaseFile.team_id == team_id, VolunteerReport.received_at >= since, VolunteerReport.met)
    )
    return ContactShares({row[0]: row[1] for row in remote}, visits.scalar_one())
