"""Each step of a call in which we ring somebody of ours, as Twilio asks for it: for an alert, or in an emergency.

Every answer comes within a second, whatever the database does. No failure of ours is read out to whoever holds the
phone, and no pressed key is lost by one.
"""

from urllib.parse import urlencode

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from call_flows import alert_call, emergency_call
from call_flows.alert_call import AlertCallLimits
from call_flows.emergency_call import EmergencyCallLimits
from call_flows.kept_key import not_kept
from call_flows.steps import CallEffect, Heard, State, Step
from call_flows.twiml import NEUTRAL_LANGUAGE, safe_fallback, write_twiml
from remote_cm.domain.refusal import NotFound
from remote_cm.gateways.twilio.call_placer import VOICE_RETRIES
from remote_cm.services.hear_alert_call import hear_alert_call
from remote_cm.services.journal_records import record_of_key
from remote_cm.services.ring_for_journal import REFERENCE, note_key_pressed
from remote_cm.services.watch_ticks import note_alarm_heard
from remote_cm.web.guards import signed_by
from remote_cm.web.request_context import settings, surroundings
from remote_cm.web.webhooks.answers import words, xml
from remote_cm.web.webhooks.intake import intake, is_database_away
from remote_cm.web.webhooks.signed_request import prove_provider

ALERT_BEGINS, ALERT_KEY = "alert", "alert-key"
EMERGENCY_BEGINS, EMERGENCY_KEY = "emergency", "emergency-key"

staff_call_webhooks = Blueprint("staff_call_webhooks", __name__, url_prefix="/webhooks/twilio")


@staff_call_webhooks.post("/call/<step>")
@signed_by(prove_provider)
def call_step(step: str) -> ResponseReturnValue:
    """What is heard next in a call that we placed; an address of no step is what Twilio asks for after a failure."""
    if step in (ALERT_BEGINS, ALERT_KEY):
        return _alert_call(_heard(is_key=step == ALERT_KEY))
    if step in (EMERGENCY_BEGINS, EMERGENCY_KEY):
        return _emergency_call(_heard(is_key=step == EMERGENCY_KEY))
    return xml(safe_fallback())


def _heard(*, is_key: bool) -> Heard:
    """The key that was pressed now, or the one that could not be acted upon before."""
    return Heard(request.form.get("Digits", _state().key)) if is_key else Heard()


def _state() -> State:
    return State.from_query(request.args)


def _alert_call(heard: Heard) -> ResponseReturnValue:
    around, state = surroundings(), _state()
    reference, provider_id = request.args.get("a", ""), request.form["CallSid"]
    try:
        said, language = intake().within(
            around.policy.reliability.voice_seconds,
            lambda: hear_alert_call(around, reference, provider_id, heard, state),
        )
    except NotFound:
        return xml(safe_fallback())
    except Exception as failure:  # noqa: BLE001 - sorted and logged, and what was pressed is not lost by it
        is_database_away(failure)
        said, language = _without_records(state, heard), NEUTRAL_LANGUAGE
    return _say(said, language, ALERT_KEY)


def _without_records(state: State, heard: Heard) -> Step:
    """The next step of an alert call while the database does not answer; a key is kept before it is said to be."""
    around = surroundings()
    policy, tries = around.policy.messages, around.policy.reliability.key_tries_at_most
    limits = AlertCallLimits(policy.key_wait_seconds, policy.prompts_at_most)
    step = alert_call.next_step_without_records(state, heard, limits, tries)
    if step.effect is CallEffect.KEEP_KEY:
        key = record_of_key(request.args.get("a", ""), request.form["CallSid"], heard.keys or "", around.now())
        if not intake().keep(around.journal.take_place(), key):
            return not_kept()
    return step


def _emergency_call(heard: Heard) -> ResponseReturnValue:
    """Needs no database for what is said: it may be why we rang."""
    policy = surroundings().policy.messages
    limits = EmergencyCallLimits(policy.key_wait_seconds, policy.prompts_at_most)
    step = emergency_call.next_step(_state(), heard, limits)
    if step.effect is CallEffect.ACKNOWLEDGE and request.args.get("a") == REFERENCE:
        note_key_pressed(surroundings())
    elif step.effect is CallEffect.ACKNOWLEDGE:
        _note_alarm_heard(request.args.get("a", ""))
    return _say(step, NEUTRAL_LANGUAGE, EMERGENCY_KEY)


def _note_alarm_heard(reference: str) -> None:
    """They know of a process that stands still. What cannot be noted means that they are rung again."""
    around = surroundings()
    try:
        intake().within(around.policy.reliability.voice_seconds, lambda: note_alarm_heard(around, reference))
    except Exception as failure:  # noqa: BLE001 - sorted and logged; a caller hears no failure of ours
        is_database_away(failure)


def _say(step: Step, language: str, key_step: str) -> ResponseReturnValue:
    return xml(write_twiml(step, words, language, lambda state: _address(key_step, state)))


def _address(step: str, state: State) -> str:
    """Where a pressed key goes, for the same ring; parameters in the order of the alphabet (twilio notes §2.1)."""
    query = urlencode(sorted({"a": request.args.get("a", ""), **state.as_query()}.items()))
    return f"{settings().public_base_url}{staff_call_webhooks.url_prefix}/call/{step}?{query}{VOICE_RETRIES}"
