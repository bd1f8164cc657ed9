"""What the simulated API answers with: Twilio's field names and types, filters by date, and pages of a list."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import TypeVar
from urllib.parse import urlencode

from remote_cm.phone_simulator.api_refusals import ApiRefusal
from remote_cm.phone_simulator.records import CallLeg, Message
from remote_cm.phone_simulator.sms_segments import count_segments
from remote_cm.phone_simulator.switchboard import API_VERSION

Record = TypeVar("Record", Message, CallLeg)

_DEFAULT_PAGE_SIZE = 50
_MAX_PAGE_SIZE = 1000


def message_as_json(message: Message, account_sid: str) -> dict[str, object]:
    """One Message resource: counts are strings, dates are RFC 2822, the error code is a number."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Messages/{message.sid}"
    return {
        "account_sid": account_sid,
        "api_version": API_VERSION,
        "body": message.body,
        "date_created": _date(message.created_at),
        "date_sent": _date(message.sent_at),
        "date_updated": _date(message.sent_at or message.created_at),
        "direction": message.direction.value,
        "error_code": message.error_code,
        "error_message": None if message.error_code is None else "The carrier reported a failure.",
        "from": message.from_number,
        "messaging_service_sid": None,
        "num_media": "0",
        "num_segments": str(count_segments(message.body)),
        "price": None,
        "price_unit": "USD",
        "sid": message.sid,
        "status": message.status.value,
        "subresource_uris": {"media": f"{uri}/Media.json"},
        "to": message.to_number,
        "uri": f"{uri}.json",
    }


def call_as_json(leg: CallLeg, account_sid: str) -> dict[str, object]:
    """One Call resource: the duration is a string of whole seconds, empty until the call was answered and is over."""
    uri = f"/{API_VERSION}/Accounts/{account_sid}/Calls/{leg.sid}"
    return {
        "account_sid": account_sid,
        "annotation": None,
        "answered_by": leg.answered_by,
        "api_version": API_VERSION,
        "caller_name": None,
        "date_created": _date(leg.created_at),
        "date_updated": _date(leg.ended_at or leg.started_at or leg.created_at),
        "direction": leg.direction.value,
        "duration": None if leg.duration_seconds is None else str(leg.duration_seconds),
        "end_time": _date(leg.ended_at),
        "forwarded_from": None,
        "from": leg.order.caller_id,
        "from_formatted": leg.order.caller_id,
        "group_sid": None,
        "parent_call_sid": None if leg.parent is None else leg.parent.sid,
        "phone_number_sid": None,
        "price": None,
        "price_unit": "USD",
        "queue_time": "0",
        "sid": leg.sid,
        "start_time": _date(leg.started_at),
        "status": leg.state.value,
        "subresource_uris": {},
        "to": leg.order.to,
        "to_formatted": leg.order.to,
        "trunk_sid": None,
        "uri": f"{uri}.json",
    }


def message_matches(message: Message, wanted: Mapping[str, str]) -> bool:
    """True when the message passes the filters ``To``, ``From`` and ``DateSent`` of a list request."""
    return (
        wanted.get("To", message.to_number) == message.to_number
        and wanted.get("From", message.from_number) == message.from_number
        and _date_matches(message.sent_at, "DateSent", wanted)
    )


def call_matches(leg: CallLeg, wanted: Mapping[str, str]) -> bool:
    """True when the call passes the filters ``To``, ``From``, ``Status``, ``ParentCallSid`` and ``StartTime``."""
    is_child_of = leg.parent.sid if leg.parent else ""
    return (
        wanted.get("To", leg.order.to) == leg.order.to
        and wanted.get("From", leg.order.caller_id) == leg.order.caller_id
        and wanted.get("Status", leg.state.value) == leg.state.value
        and wanted.get("ParentCallSid", is_child_of) == is_child_of
        and _date_matches(leg.started_at, "StartTime", wanted)
    )


def page_as_json(
    key: str,
    path: str,
    records: Sequence[Record],
    shape: Callable[[Record], dict[str, object]],
    wanted: Mapping[str, str],
) -> dict[str, object]:
    """One page of ``records`` (newest first); the token of the next page names the last record of this one.

    A token and not an offset, so that a record that comes in between two pages moves nothing.
    """
    size = min(max(_whole(wanted.get("PageSize"), _DEFAULT_PAGE_SIZE), 1), _MAX_PAGE_SIZE)
    number = _whole(wanted.get("Page"), 0)
    last_seen = wanted.get("PageToken", "").removeprefix("PA")
    start = next((at + 1 for at, record in enumerate(records) if record.sid == last_seen), 0) if last_seen else 0
    page = records[start : start + size]
    filters = {name: value for name, value in wanted.items() if name not in ("Page", "PageToken", "PageSize")}

    def uri(page_number: int, **token: str) -> str:
        query = urlencode({**filters, "PageSize": size, "Page": page_number, **token})
        return f"{path}?{query}"

    has_more = start + size < len(records)
    return {
        key: [shape(record) for record in page],
        "end": start + len(page) - 1 if page else 0,
        "first_page_uri": uri(0),
        "next_page_uri": uri(number + 1, PageToken=f"PA{page[-1].sid}") if has_more else None,
        "page": number,
        "page_size": size,
        "previous_page_uri": None,
        "start": start,
        "uri": uri(number, **({"PageToken": f"PA{last_seen}"} if last_seen else {})),
    }


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and text.isascii() and text.isdigit() else otherwise


def _date(at: datetime | None) -> str | None:
    return None if at is None else format_datetime(at)


def _date_matches(at: datetime | None, name: str, wanted: Mapping[str, str]) -> bool:
    """A filter is a day or a second, in UTC: ``name`` itself means that day, with ``<`` or ``>`` up to or from then."""
    for suffix in ("", "<", ">"):
        text = wanted.get(name + suffix)
        if text is None:
            continue
        bound = _read_date(text)
        if at is None:
            return False
        second = at.replace(microsecond=0)
        is_met = {
            "": bound.date() == second.date(),
            "<": second <= bound,
            ">": second >= bound,
        }[suffix]
        if not is_met:
            return False
    return True


def _read_date(text: str) -> datetime:
    try:
        read = datetime.fromisoformat(text)
    except ValueError:
        raise ApiRefusal(20001) from None
    return read.replace(tzinfo=UTC) if read.tzinfo is None else read.astimezone(UTC)
