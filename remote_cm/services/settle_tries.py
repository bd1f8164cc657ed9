"""Tries over the bridge that nobody wrote down: after a while they stand as the telephones told, and block no other."""

import uuid
from datetime import timedelta

from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import BridgeEnd, decide_unconfirmed
from remote_cm.services.call_ground import find_ground
from remote_cm.services.follow_failed_try import follow_failed_try
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.bridges import get_bridge_of_attempt, list_tries_to_settle
from remote_cm.storage.calls import lock_attempt
from remote_cm.storage.cases import get_case
from remote_cm.storage.people import get_staff
from remote_cm.storage.tables.calls import AttemptOutcome


def list_unconfirmed_tries(around: Surroundings) -> list[uuid.UUID]:
    """The tries whose bridge has been over for longer than anybody may take to say how it went."""
    over_before = around.now() - timedelta(minutes=around.policy.bridge.unconfirmed_after_minutes)
    with around.database.unit_of_work() as work:
        return list_tries_to_settle(work.session, over_before=over_before, limit=around.policy.tasks.sweep_limit)


def settle_try(around: Surroundings, attempt_id: uuid.UUID) -> None:
    """Write down how one try went, and go on from it as if a person had said so. One that has an outcome is left."""
    with around.database.unit_of_work() as work:
        attempt = lock_attempt(work.session, attempt_id)
        if attempt.outcome is not None:
            return
        bridge = get_bridge_of_attempt(work.session, attempt_id)
        told = decide_unconfirmed(
            bridge.end_reason or BridgeEnd.REPORTS_LOST,
            was_joined=bridge.joined_at is not None,
            other_was_called=bridge.caller_pressed_at is not None,
        )
        attempt.outcome, attempt.outcome_at = AttemptOutcome(told.value), around.now()
        owner = get_staff(work.session, get_case(work.session, attempt.case_id).caseworker_id)
        ground = find_ground(work.session, Person(owner.id, owner.role, owner.team_id), attempt.follow_up_id)
        follow_failed_try(around, work.session, ground, attempt)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=None,
            act="attempt:settled",
            subject_kind="attempt",
            subject_id=attempt.id,
            outcome=told.value,
        )
        work.commit()
