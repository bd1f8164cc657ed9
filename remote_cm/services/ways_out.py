"""What people see of ways out that do not work: channels that wait for our account, and numbers of their own people."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from remote_cm.domain.access import Person
from remote_cm.domain.failure_reason import FailureReason
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import Channel, StaffRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.channels import FlaggedPerson, list_flagged_people, list_paused_channels, remove_flag
from remote_cm.storage.database import Session


@dataclass(frozen=True)
class PausedChannel:
    """A channel that waits, why and since when, and when the next try is made."""

    channel: Channel
    reason: FailureReason
    since: datetime
    next_try_at: datetime


@dataclass(frozen=True)
class WaysOut:
    """What does not work. ``flagged`` are people of the reader's team, for a supervisor alone."""

    paused: tuple[PausedChannel, ...]
    flagged: tuple[FlaggedPerson, ...]
    now: datetime


def show_ways_out(around: Surroundings, person: Person) -> WaysOut:
    """The page of a supervisor or an administrator; the latter sees nobody's code (ROLE-10)."""
    with around.database.unit_of_work() as work:
        return WaysOut(list_waiting_channels(work.session), tuple(_flagged(work.session, person)), around.now())


def list_waiting_channels(session: Session) -> tuple[PausedChannel, ...]:
    """Every channel that waits, for a page that shows them beside something else."""
    return tuple(
        PausedChannel(pause.channel, pause.reason, pause.since, pause.probe_after)
        for pause in list_paused_channels(session)
    )


def try_number_again(around: Surroundings, person: Person, flag_id: uuid.UUID) -> None:
    """A supervisor says that a number of their people works. Raises NotFound when it is of none of theirs."""
    with around.database.unit_of_work() as work:
        if flag_id not in {one.flag_id for one in _flagged(work.session, person)}:
            raise NotFound
        remove_flag(work.session, flag_id)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="number:tried_again",
            subject_kind="flagged_number",
            subject_id=flag_id,
        )
        work.commit()


def _flagged(session: Session, person: Person) -> Sequence[FlaggedPerson]:
    if person.role is not StaffRole.SUPERVISOR or person.team_id is None:
        return ()
    return list_flagged_people(session, person.team_id)
