"""The life of one leg: opened, rung on a handset, connected, ended; and the reports that tell the service about it."""

from datetime import datetime
from email.utils import format_datetime

from remote_cm.phone_simulator.behaviours import meet_other_side, meet_ring
from remote_cm.phone_simulator.callback_faults import StatusReports
from remote_cm.phone_simulator.handset_directory import HandsetDirectory
from remote_cm.phone_simulator.records import (
    CallEvent,
    CallLeg,
    CallOrder,
    CallState,
    Direction,
    Handset,
    HandsetHabit,
    RingReply,
    new_sid,
)
from remote_cm.phone_simulator.signed_request import Fields
from remote_cm.phone_simulator.telephone import Telephone

API_VERSION = "2010-04-01"

_STATE_AFTER = {RingReply.DECLINE: CallState.BUSY, RingReply.RING_OUT: CallState.NO_ANSWER}


class LineCut(Exception):
    """The call is over: somebody hung up, the service ended it, or its time limit passed."""


class Switchboard:
    """Moves legs from state to state and reports each move that was asked for."""

    def __init__(
        self, account_sid: str, telephone: Telephone, reports: StatusReports, directory: HandsetDirectory
    ) -> None:
        self._account_sid = account_sid
        self._telephone = telephone
        self._reports = reports
        self._directory = directory

    def open_leg(self, direction: Direction, order: CallOrder, parent: CallLeg | None = None) -> CallLeg:
        """Register a new leg; an inbound one rings at the service's number from the start."""
        with self._telephone.changed:
            now = self._telephone.clock.now()
            leg = CallLeg(new_sid("CA"), direction, order, created_at=now, parent=parent)
            if direction is Direction.INBOUND:
                leg.state = CallState.RINGING
                leg.started_at = now
            self._telephone.legs[leg.sid] = leg
            self._telephone.touch()
            return leg

    def ring(self, *legs: CallLeg) -> CallLeg | None:
        """Ring one handset, or several at one moment, until somebody answers or the time is up.

        Returns the leg that was answered; the others have stopped ringing then. None when nobody answered.
        """
        handsets = [self._directory.find_reachable(leg.order.to) for leg in legs]
        with self._telephone.changed:
            # One hold of the lock: of two calls to one handset at one moment, the second must find it engaged; and
            # whoever sees the ringing and then moves the clock has moved it after the ringing began.
            until = self._telephone.clock.seconds() + legs[0].order.ring_seconds
            for leg, handset in zip(legs, handsets, strict=True):
                self._begin_ringing(leg, handset)
        answered: CallLeg | None = None
        while answered is None and any(leg.state is CallState.RINGING for leg in legs):
            is_in_time = self._telephone.wait_for(lambda: any(_is_decided(leg) for leg in legs), until)
            with self._telephone.changed:
                ringing = [leg for leg in legs if leg.state is CallState.RINGING]
                answered = next((leg for leg in ringing if self._is_answered(leg, is_in_time=is_in_time)), None)
        for leg in legs:
            if leg is not answered:
                self.finish(leg, CallState.CANCELED)
        return answered

    def connect(self, leg: CallLeg) -> None:
        """The leg is answered; answering twice changes nothing."""
        if leg.state is CallState.IN_PROGRESS:
            return
        leg.connected_seconds = self._telephone.clock.seconds()
        leg.limit_at = leg.connected_seconds + leg.order.limit_seconds
        self._move(leg, CallState.IN_PROGRESS, CallEvent.ANSWERED)

    def join(self, leg: CallLeg, child: CallLeg) -> None:
        """Let the two sides hear each other. Raises LineCut when one of them is gone already."""
        with self._telephone.changed:
            if is_over(child):
                raise LineCut
            self.connect(leg)
            leg.bridged_with, child.bridged_with = child, leg
            self._telephone.touch()
            meet_other_side(self._telephone, leg)
            meet_other_side(self._telephone, child)

    def hang_up(self, leg: CallLeg) -> None:
        """The leg is over because somebody ended it: one that was never answered stays unanswered."""
        self.finish(leg, CallState.NO_ANSWER if leg.state is CallState.RINGING else CallState.COMPLETED)

    def finish(self, leg: CallLeg, state: CallState) -> None:
        """The leg is over; finishing twice changes nothing."""
        with self._telephone.changed:
            if leg.state.is_final:
                return
            leg.ended_at = self._telephone.clock.now()
            if leg.connected_seconds is not None:
                leg.duration_seconds = round(self._telephone.clock.seconds() - leg.connected_seconds)
            leg.is_awaiting_keys = False
            leg.bridged_with = None
        self._move(leg, state, CallEvent.COMPLETED)

    def wait_on(self, leg: CallLeg, until: float | None = None, *, pressed_beyond: int | None = None) -> bool:
        """Hold the line until ``until``; True when more keys than ``pressed_beyond`` were pressed before.

        Raises LineCut when the leg, or the leg that opened it, is over meanwhile.
        """
        limits = [at for at in (until, *(each.limit_at for each in _lineage(leg))) if at is not None]

        def has_keys() -> bool:
            return pressed_beyond is not None and len(leg.pressed) > pressed_beyond

        self._telephone.wait_for(lambda: has_keys() or is_over(leg), min(limits) if limits else None)
        if is_over(leg) or self._is_past_limit(leg):
            raise LineCut
        return has_keys()

    def fields_of(self, leg: CallLeg, *more: tuple[str, str]) -> Fields:
        """What every request about a call carries (fact sheet 1.2), then ``more``."""
        fields = [
            ("CallSid", leg.sid),
            ("AccountSid", self._account_sid),
            ("From", leg.order.caller_id),
            ("Caller", leg.order.caller_id),
            ("To", leg.order.to),
            ("Called", leg.order.to),
            ("CallStatus", leg.state.value),
            ("Direction", leg.direction.value),
            ("ApiVersion", API_VERSION),
        ]
        if leg.parent is not None:
            fields.append(("ParentCallSid", leg.parent.sid))
        if leg.answered_by is not None:
            fields.append(("AnsweredBy", leg.answered_by))
        return (*fields, *more)

    def _begin_ringing(self, leg: CallLeg, handset: Handset | None) -> None:
        leg.started_at = self._telephone.clock.now()
        self._move(leg, CallState.INITIATED, CallEvent.INITIATED)
        refused_as = self._refusal_of(handset)
        if refused_as is not None:
            self.finish(leg, refused_as)
            return
        self._move(leg, CallState.RINGING, CallEvent.RINGING)
        if handset is not None:
            meet_ring(leg, handset)

    def _refusal_of(self, handset: Handset | None) -> CallState | None:
        """How the call ends without a ring, or None when the handset can ring."""
        if handset is None or self._telephone.is_off(handset):
            return CallState.NO_ANSWER
        if handset.habit is HandsetHabit.OUT_OF_SERVICE:
            return CallState.FAILED
        is_in_call = self._telephone.live_leg(handset.phone_number) is not None
        return CallState.BUSY if is_in_call or handset.habit is HandsetHabit.ENGAGED else None

    def _is_answered(self, leg: CallLeg, *, is_in_time: bool) -> bool:
        """Act on what was decided about a ringing leg; True when it was answered, and is connected now."""
        if is_over(leg):
            self.finish(leg, leg.asked_end or CallState.CANCELED)
        elif leg.ring_reply is RingReply.ANSWER:
            if leg.order.detects_machines and leg.answered_by is None:
                leg.answered_by = "human"
            self.connect(leg)
            return True
        elif leg.ring_reply is not None:
            self.finish(leg, _STATE_AFTER[leg.ring_reply])
        elif not is_in_time:
            self.finish(leg, CallState.NO_ANSWER)
        return False

    def _is_past_limit(self, leg: CallLeg) -> bool:
        now = self._telephone.clock.seconds()
        return any(each.limit_at is not None and each.limit_at <= now for each in _lineage(leg))

    def _move(self, leg: CallLeg, state: CallState, event: CallEvent) -> None:
        with self._telephone.changed:
            leg.state = state
            self._report(leg, event)
            self._telephone.touch()

    def _report(self, leg: CallLeg, event: CallEvent) -> None:
        callback = leg.order.status_callback
        if callback.address is None or event not in callback.events or leg.is_forgotten:
            return
        now: datetime = self._telephone.clock.now()
        more = [
            ("Timestamp", format_datetime(now)),
            ("CallbackSource", "call-progress-events"),
            ("SequenceNumber", str(leg.reports_sent)),
        ]
        if event is CallEvent.COMPLETED:
            more.append(("CallDuration", str(leg.duration_seconds or 0)))
        leg.reports_sent += 1
        is_last = event is CallEvent.COMPLETED
        fields = self.fields_of(leg, *more)
        self._reports.report(leg.sid, callback.address, fields, status=leg.state.value, is_last=is_last)


def _is_decided(leg: CallLeg) -> bool:
    return leg.state is CallState.RINGING and (leg.ring_reply is not None or is_over(leg))


def is_over(leg: CallLeg) -> bool:
    """True when the leg was cut, or the leg that opened it."""
    return any(each.is_cut for each in _lineage(leg))


def _lineage(leg: CallLeg) -> tuple[CallLeg, ...]:
    return (leg,) if leg.parent is None else (leg, leg.parent)
