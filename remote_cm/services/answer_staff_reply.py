"""A member of staff answers a page by text: the code takes the alert or passes it on; words alone do nothing."""

from datetime import timedelta

from remote_cm.domain.escalation import AckOutcome
from remote_cm.domain.staff_reply import ReplyMeaning, read_staff_reply
from remote_cm.services.owe_reply import owe_reply
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import TakenBy, acknowledge_within, pass_on_within
from remote_cm.storage.alerts import list_recent_codes, list_unended, lock_alert
from remote_cm.storage.database import UnitOfWork
from remote_cm.storage.people import list_staff_codes
from remote_cm.storage.tables.alerts import Alert
from remote_cm.storage.tables.inbound import InboundEvent
from remote_cm.storage.tables.people import Staff


def answer_staff_reply(around: Surroundings, work: UnitOfWork, event: InboundEvent, staff: Staff, body: str) -> bool:
    """Act on a reply with a code, and say whether it was one. The caller commits."""
    since = around.now() - timedelta(days=around.policy.escalation.codes.not_reused_days)
    given = {row.code: row.alert_id for row in list_recent_codes(work.session, staff.id, since)}
    open_ids = list_unended(work.session, given.values())
    open_codes = frozenset(code for code, alert_id in given.items() if alert_id in open_ids)
    reply = read_staff_reply(body, open_codes, around.policy.escalation.reply_words)
    if reply.code is None or reply.meaning is ReplyMeaning.NOT_UNDERSTOOD:
        return False
    if reply.meaning is ReplyMeaning.STALE_CODE:
        event.effects = ["stale_code"]
        owe_reply(around, work, event, staff, "staff-code-unknown", {})
        return True
    alert = lock_alert(work.session, given[reply.code])
    if reply.is_pass_on:
        event.effects = ["pass_on"]
        pass_on_within(around, work, alert, staff.id, TakenBy.REPLY)
        owe_reply(around, work, event, staff, "staff-passed-on", {})
        return True
    event.effects = ["acknowledge"]
    outcome = acknowledge_within(around, work, alert, staff.id, TakenBy.REPLY)
    _say(around, work, event, staff, alert, reply.code, outcome)
    return True


def _say(
    around: Surroundings,
    work: UnitOfWork,
    event: InboundEvent,
    staff: Staff,
    alert: Alert,
    code: str,
    outcome: AckOutcome,
) -> None:
    if outcome in (AckOutcome.TAKEN, AckOutcome.ALREADY_YOURS):
        owe_reply(around, work, event, staff, "staff-alert-yours", {"code": code})
    elif outcome is AckOutcome.HELD_BY_ANOTHER and alert.holder_id is not None and alert.held_at is not None:
        who = list_staff_codes(work.session, [alert.holder_id])[alert.holder_id]
        at = f"{alert.held_at.astimezone(around.zone):%H:%M}"
        owe_reply(around, work, event, staff, "staff-alert-taken", {"code": code, "who": who, "at": at})
    else:
        owe_reply(around, work, event, staff, "staff-code-unknown", {})
