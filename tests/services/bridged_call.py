"""Plays a masked bridge step by step as the provider would, so that a test says only at which step it differs."""

import uuid
from dataclasses import dataclass
from typing import Any

from call_flows.steps import Heard, State, Step
from remote_cm.domain.access import Person
from remote_cm.domain.masked_bridge import BridgeLeg, DialEnd
from remote_cm.services.attempt_contact import SELF_CHECKS
from remote_cm.services.hear_bridge import BridgeReply, LegRequest, hear_bridge, hear_end_of_dial
from remote_cm.services.place_bridge import place_bridge
from remote_cm.services.record_bridge_status import LegNews, record_bridge_status
from remote_cm.services.record_delivery import DeliveryNews
from remote_cm.services.show_bridge import CallBridge, TaskBridge, show_call_bridge, show_task_bridge
from remote_cm.services.start_bridge import start_bridge, start_bridge_to_volunteer
from remote_cm.storage.tables.bridges import BridgeCall
from tests.factories import CAREGIVER_NUMBER, CHILD_NUMBER, case_row, contact_row
from tests.services.stage import ALIAS, Stage


def agreed_case(**changes: Any) -> dict[str, Any]:
    """The usual case of a family that agreed to the bridge, with its volunteer."""
    contacts = [
        contact_row("caregiver", CAREGIVER_NUMBER, bridge_agreed=True),
        contact_row("child", CHILD_NUMBER, bridge_agreed=True),
    ]
    return case_row(contacts=contacts, volunteers=[{"code": "V-001", "alias": ALIAS}], **changes)


@dataclass
class BridgedCall:
    """One bridge, from the press of the button to the end of the line."""

    stage: Stage
    bridge_id: uuid.UUID

    @property
    def other_sid(self) -> str:
        """The provider's id of the other leg."""
        return f"CA-{self.bridge_id.hex}"

    @property
    def row(self) -> BridgeCall:
        """The bridge as it is now."""
        (row,) = self.stage.rows(BridgeCall, BridgeCall.id == self.bridge_id)
        return row

    def place(self) -> "BridgedCall":
        """The worker has the caller rung."""
        place_bridge(self.stage.around, self.bridge_id)
        return self

    def caller(self, keys: str | None = None, *, sid: str | None = None, wrong: int = 0) -> BridgeReply:
        """What the caller hears, on picking up or after a key."""
        provider_id = sid or self.row.caller_call_id or "CA-early"
        asked = LegRequest(str(self.bridge_id), BridgeLeg.CALLER, provider_id)
        return hear_bridge(self.stage.around, asked, Heard(keys), State(wrong))

    def other(
        self, keys: str | None = None, *, sid: str | None = None, parent: str | None = None, by: str | None = None
    ) -> BridgeReply:
        """What the other side hears, on picking up or after a key."""
        parent_id = parent or self.row.caller_call_id
        asked = LegRequest(str(self.bridge_id), BridgeLeg.OTHER, sid or self.other_sid, parent_id, by)
        return hear_bridge(self.stage.around, asked, Heard(keys), State())

    def dial_ends(self, status: str, *, bridged: bool = False, seconds: int | None = None) -> Step:
        """The provider is done with the other side."""
        asked = LegRequest(str(self.bridge_id), BridgeLeg.CALLER, self.row.caller_call_id or "CA-early")
        return hear_end_of_dial(self.stage.around, asked, DialEnd(status, bridged), seconds).step

    def report(
        self,
        leg: BridgeLeg,
        status: str,
        *,
        sequence: int | None = None,
        sid: str | None = None,
        seconds: int | None = None,
    ) -> None:
        """A report of one leg."""
        own = self.row.caller_call_id if leg is BridgeLeg.CALLER else self.other_sid
        news = DeliveryNews(str(self.bridge_id), sid or own or "CA-early", status, sequence, None)
        record_bridge_status(self.stage.around, LegNews(leg, news, seconds))

    def report_ringing(self) -> None:
        """The other side's phone is reported to ring."""
        self.report(BridgeLeg.OTHER, "ringing", sequence=1)

    def ring_other(self) -> "BridgedCall":
        """The caller picks up and presses the key."""
        self.place()
        self.caller()
        self.caller("1")
        return self

    def join(self) -> "BridgedCall":
        """Both press their key."""
        self.ring_other()
        self.other()
        self.other("1")
        return self


def bridge_to_family(stage: Stage, by: str = "CW-1") -> BridgedCall:
    """The caseworker presses *Call*."""
    person = stage.people.person(by)
    follow_up_id = stage.people.follow_up().id
    return BridgedCall(stage, start_bridge(stage.around, person, follow_up_id, frozenset(SELF_CHECKS)))


def bridge_to_task(stage: Stage, person: Person, task_id: uuid.UUID) -> BridgedCall:
    """Whoever has a duty presses *Call*."""
    return BridgedCall(stage, start_bridge_to_volunteer(stage.around, person, task_id))


def shown_call(stage: Stage, by: str = "CW-1") -> CallBridge:
    """The bridge of the only call, as its page shows it."""
    shown = show_call_bridge(stage.around, stage.people.person(by), stage.people.follow_up().id)
    assert shown is not None
    return shown


def shown_task(stage: Stage, task_id: uuid.UUID, by: str = "CW-1") -> TaskBridge | None:
    """The bridge of a duty, as its page shows it."""
    return show_task_bridge(stage.around, stage.people.person(by), task_id)
