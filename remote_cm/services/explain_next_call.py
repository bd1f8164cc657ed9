"""Explains when the next call to a family is due and why, from JSON, without a database."""

from datetime import datetime, time, timedelta, tzinfo
from typing import Annotated

from pydantic import AfterValidator, Field, ValidationInfo, model_validator
from pydantic_core import PydanticCustomError

from remote_cm.domain.cadence import CadenceFacts, CadencePolicy
from remote_cm.domain.local_calendar import CalendarPolicy, SafeTimes
from remote_cm.domain.next_call import NextCallPlan, OtherDates, decide_next_call
from remote_cm.domain.safe_window import Period, SafeWindow
from remote_cm.domain.vocabulary import Weekday
from remote_cm.services.json_document import CaseLevel, ClockTime, Day, Document, Moment, read_document

MOST_HOURS = 10_000


class _WindowInput(Document):
    weekdays: tuple[Weekday, ...]
    starts: ClockTime = Field(alias="from")
    ends: ClockTime = Field(alias="to")

    @model_validator(mode="after")
    def _is_a_window(self) -> "_WindowInput":
        self.as_window()
        return self

    def as_window(self) -> SafeWindow:
        return SafeWindow(self.weekdays, time.fromisoformat(self.starts), time.fromisoformat(self.ends))


def _is_a_preset(name: str, info: ValidationInfo) -> str:
    presets: tuple[str, ...] = (info.context or {}).get("presets", ())
    if name not in presets:
        raise PydanticCustomError("preset", f"must be one of {', '.join(presets)}")
    return name


class _NextCallInput(Document):
    level: CaseLevel
    last_contact_at: Moment | None = None
    preset: Annotated[str, AfterValidator(_is_a_preset)] | None = None
    safe_windows: tuple[_WindowInput, ...] = ()
    opened_on: Day | None = None
    first_review_done: bool = False
    camp_restricted: bool = False
    reachable: bool = True
    asked_for_at: Moment | None = None
    chase_within_hours: Annotated[int, Field(ge=1, le=MOST_HOURS)] | None = None


def explain_next_call(
    document: str, cadence: CadencePolicy, calendar: CalendarPolicy, zone: tzinfo, now: datetime
) -> dict[str, object]:
    """When the next call is due: ``due_by``, ``not_before``, ``suggested``, ``alert`` and ``reasons``, in ``zone``.

    Missing keys mean not known, none; without a preset the default one is used. A family that was never reached is due
    from the start of the day its case was opened, or from ``now`` when that is not given either. Only what the
    calendar says for everywhere is looked at. Raises BadInput with every fault that was found.
    """
    asked = read_document(document, _NextCallInput, {"presets": tuple(cadence.presets)})
    facts = CadenceFacts(
        level=asked.level,
        preset=cadence.default_preset if asked.preset is None else asked.preset,
        opened_on=asked.opened_on,
        first_review_done=asked.first_review_done,
        camp_restricted=asked.camp_restricted,
        reachable=asked.reachable,
        daily_until=None,
        relaxed_floors=(),
    )
    windows = tuple(window.as_window() for window in asked.safe_windows)
    times = SafeTimes(windows, calendar.entries_for(None), zone)
    opened = now if asked.opened_on is None else datetime.combine(asked.opened_on, time.min, zone)
    others = OtherDates(chase_by=_chase_by(asked), action_due_at=None, asked_for_at=asked.asked_for_at)
    return _as_json(decide_next_call(facts, asked.last_contact_at, opened, others, times, cadence), zone)


def _chase_by(asked: _NextCallInput) -> datetime | None:
    if asked.last_contact_at is None or asked.chase_within_hours is None:
        return None
    return asked.last_contact_at + timedelta(hours=asked.chase_within_hours)


def _as_json(plan: NextCallPlan, zone: tzinfo) -> dict[str, object]:
    interval = [] if plan.interval_from == plan.preset else [f"interval_from:{plan.interval_from}"]
    return {
        "due_by": _local(plan.due_by, zone),
        "not_before": _local(plan.not_before, zone),
        "suggested": None if plan.suggested is None else _period(plan.suggested, zone),
        "alert": plan.alert,
        "reasons": [f"preset:{plan.preset}", *interval, *(reason.value for reason in plan.reasons)],
    }


def _period(period: Period, zone: tzinfo) -> dict[str, str]:
    return {"from": _local(period.starts, zone), "to": _local(period.ends, zone)}


def _local(moment: datetime, zone: tzinfo) -> str:
    return moment.astimezone(zone).isoformat()
