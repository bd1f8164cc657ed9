"""Explains what the safety gate says about one wish to reach one person, from JSON, without a database."""

from datetime import date, time, tzinfo
from typing import Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError, model_validator

from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.safety_gate import ContactRequest, GateConsent, GateContact, GatePolicy, decide_contact
from remote_cm.domain.vocabulary import Channel, ContactPurpose, ContactRole, Weekday

Count = Annotated[int, Field(ge=0)]


class _Input(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class _WindowInput(_Input):
    weekdays: tuple[Weekday, ...]
    starts: time = Field(alias="from")
    ends: time = Field(alias="to")

    @model_validator(mode="after")
    def _is_a_window(self) -> "_WindowInput":
        self.as_window()
        return self

    def as_window(self) -> SafeWindow:
        return SafeWindow(self.weekdays, self.starts, self.ends)


class _ContactInput(_Input):
    role: ContactRole
    person_of_concern: bool = False
    verified_on: date | None = None
    safe_windows: tuple[_WindowInput, ...] = ()
    text_agreed: bool = False
    bridge_agreed: bool = False
    opted_out: bool = False


class _ConsentInput(_Input):
    given: bool = False
    valid_until: date | None = None
    withdrawn: bool = False


class _RequestInput(_Input):
    at: AwareDatetime
    channel: Channel
    purpose: ContactPurpose
    contact: _ContactInput
    consent: _ConsentInput = _ConsentInput()
    unsafe_end: bool = False
    attempts_today: Count = 0
    rings_in_window: Count = 0


def explain_contact(document: str, policy: GatePolicy, zone: tzinfo) -> dict[str, object]:
    """What the gate says: ``allowed``, all ``reasons``, and ``next_allowed_at`` in ``zone`` with its offset, or None.

    Missing keys mean what keeps the gate closed: nothing agreed, no consent, never verified; and nothing bad known.
    Raises BadInput with every fault that was found, each with its place in the document.
    """
    try:
        wish = _RequestInput.model_validate_json(document)
    except ValidationError as error:
        raise BadInput(*_faults(error)) from None
    decision = decide_contact(_request(wish), policy, zone)
    opens = decision.next_allowed_at
    return {
        "allowed": decision.allowed,
        "reasons": [reason.value for reason in decision.reasons],
        "next_allowed_at": None if opens is None else opens.astimezone(zone).isoformat(),
    }


def _faults(error: ValidationError) -> list[Fault]:
    """The faults by place and in words; what was given is not repeated, it may be somebody's."""
    return [Fault(".".join(str(part) for part in fault["loc"]), fault["msg"]) for fault in error.errors()]


def _request(wish: _RequestInput) -> ContactRequest:
    contact, consent = wish.contact, wish.consent
    return ContactRequest(
        at=wish.at,
        channel=wish.channel,
        purpose=wish.purpose,
        contact=GateContact(
            role=contact.role,
            is_person_of_concern=contact.person_of_concern,
            verified_on=contact.verified_on,
            safe_windows=tuple(window.as_window() for window in contact.safe_windows),
            has_agreed_to_texts=contact.text_agreed,
            has_agreed_to_bridge=contact.bridge_agreed,
            has_opted_out=contact.opted_out,
        ),
        consent=GateConsent(is_given=consent.given, valid_until=consent.valid_until, is_withdrawn=consent.withdrawn),
        has_unsafe_end=wish.unsafe_end,
        attempts_today=wish.attempts_today,
        rings_in_window=wish.rings_in_window,
    )
