"""Each step as the TwiML that Twilio is given, to the letter."""

import re
from collections.abc import Iterator
from itertools import product
from xml.etree import ElementTree as ET

import pytest

from call_flows import alert_call, emergency_call, masked_call, missed_call
from call_flows.steps import (
    AskForKey,
    Heard,
    HoldOn,
    JoinSides,
    RingOther,
    Say,
    SayAndHangUp,
    State,
    Step,
    TurnAway,
    VoiceWords,
)
from call_flows.twiml import VOICES, OtherSide, safe_fallback, wordless_end, write_twiml
from remote_cm.domain.masked_bridge import BridgeLeg, BridgePolicy

LIMITS = alert_call.AlertCallLimits(key_seconds=8, prompts_at_most=3)
BRIDGE = BridgePolicy(
    caller_ring_seconds=25,
    other_ring_seconds=20,
    key_wait_seconds=8,
    prompts_at_most=3,
    limit_seconds=3600,
    start_within_seconds=60,
    lost_after_seconds=30,
    unconfirmed_after_minutes=30,
)
OUR_NUMBER, THEIR_NUMBER = "+12025550100", "+12025550147"
HOOKS = "https://line.example/webhooks/twilio"
OTHER = OtherSide(
    shown_number=OUR_NUMBER,
    phone_number=THEIR_NUMBER,
    question_at=f"{HOOKS}/call/bridge-other?a=7c1f",
    reports_at=f"{HOOKS}/call-status?a=7c1f&leg=other",
    over_at=f"{HOOKS}/call/bridge-over?a=7c1f",
)
HEAD = '<?xml version="1.0" encoding="UTF-8"?>'
MUST_NOT_BE_THERE = re.compile("record|transcri|<start|<stream|siprec", re.IGNORECASE)
TOLD_NOT_TO = 'record="do-not-record"'


def spoken(key: VoiceWords, language: str) -> str:
    return f"[{language} {key}]"


def address_of(state: State) -> str:
    return f"https://line.example/webhooks/twilio/call/alert?a=7c1f&n={state.wrong_keys}"


def written(step: Step, language: str = "en") -> str:
    return write_twiml(step, spoken, language, address_of, OTHER)


def every_step() -> Iterator[Step]:
    """All that any flow can come to."""
    yield missed_call.next_step()
    keys = (None, "", "1", "2", "7")
    for pressed, standing, wrong in product(keys, alert_call.AlertStanding, range(4)):
        yield alert_call.next_step(State(wrong), Heard(pressed), standing, LIMITS)
        yield alert_call.next_step_without_records(State(wrong), Heard(pressed), LIMITS, 3)
        yield emergency_call.next_step(State(wrong), Heard(pressed), emergency_call.EmergencyCallLimits(8, 3))
    for leg, pressed, stands, wrong in product(BridgeLeg, keys, masked_call.LegStanding, range(4)):
        yield masked_call.next_step(leg, State(wrong), Heard(pressed), stands, BRIDGE)
    yield from (masked_call.last_step(was_joined) for was_joined in (True, False))


def test_a_ring_is_rejected_as_busy_by_the_very_first_verb_and_nothing_is_heard() -> None:
    assert written(missed_call.next_step()) == f'{HEAD}<Response><Reject reason="busy" /></Response>'


def test_our_own_failure_answers_nobody_and_says_nothing() -> None:
    assert safe_fallback() == f'{HEAD}<Response><Reject reason="busy" /></Response>'


def test_a_question_gathers_one_key_and_says_goodbye_without_one() -> None:
    step = AskForKey((Say(VoiceWords.ALERT_CALL),), 8, State(2), if_silent=Say(VoiceWords.ALERT_CALL_GOODBYE))

    assert written(step) == (
        f'{HEAD}<Response><Gather action="https://line.example/webhooks/twilio/call/alert?a=7c1f&amp;n=2"'
        ' finishOnKey="" input="dtmf" method="POST" numDigits="1" timeout="8">'
        '<Say language="en" voice="woman">[en alert-call]</Say></Gather>'
        '<Say language="en" voice="woman">[en alert-call-goodbye]</Say><Hangup /></Response>'
    )


def test_a_wrong_key_is_told_and_the_question_repeated() -> None:
    step = alert_call.next_step(State(0), Heard("7"), alert_call.AlertStanding.OPEN, LIMITS)
    (gather, goodbye, hang_up) = ET.fromstring(written(step))  # noqa: S314 - our own writing

    assert gather.get("action") == address_of(State(1))
    assert [said.text for said in gather] == ["[en alert-call-wrong-key]", "[en alert-call-repeat]"]
    assert goodbye.text == "[en alert-call-goodbye]"
    assert hang_up.tag == "Hangup"


def test_an_ending_says_its_words_and_hangs_up() -> None:
    assert written(SayAndHangUp((Say(VoiceWords.ALERT_CALL_TAKEN),))) == (
        f'{HEAD}<Response><Say language="en" voice="woman">[en alert-call-taken]</Say><Hangup /></Response>'
    )


def test_a_moment_to_wait_says_so_and_comes_back_with_the_key() -> None:
    assert written(HoldOn((Say(VoiceWords.ONE_MOMENT),), State(2, "1", 1))) == (
        f'{HEAD}<Response><Say language="en" voice="woman">[en one-moment]</Say>'
        '<Redirect method="POST">https://line.example/webhooks/twilio/call/alert?a=7c1f&amp;n=2</Redirect></Response>'
    )


def test_bangla_is_spoken_by_a_voice_that_has_it() -> None:
    assert written(SayAndHangUp((Say(VoiceWords.ALERT_CALL_OVER),)), "bn") == (
        f'{HEAD}<Response><Say language="bn-IN" voice="Google.bn-IN-Standard-A">[bn alert-call-over]</Say>'
        "<Hangup /></Response>"
    )


def test_a_language_without_a_voice_is_spoken_in_the_neutral_one_words_and_all() -> None:
    for step in every_step():
        assert written(step, "rhg") == written(step, "en")


@pytest.mark.requirement("N11")
@pytest.mark.parametrize("language", [*VOICES, "rhg"])
def test_nothing_that_is_written_can_record_transcribe_or_stream(language: str) -> None:
    documents = [written(step, language) for step in every_step()] + [safe_fallback(), wordless_end()]

    assert len(documents) > 50
    for document in documents:
        verbs = {element.tag for element in ET.fromstring(document).iter()}  # noqa: S314 - our own writing
        assert verbs <= {"Response", "Reject", "Gather", "Say", "Redirect", "Hangup", "Dial", "Number"}
        assert ("Dial" in verbs) == (TOLD_NOT_TO in document)
        assert not MUST_NOT_BE_THERE.search(document.replace(TOLD_NOT_TO, ""))


def test_the_other_side_is_rung_from_our_number_and_asked_before_it_is_joined() -> None:
    assert written(RingOther(ring_seconds=20, limit_seconds=3600)) == (
        f'{HEAD}<Response><Dial action="{HOOKS}/call/bridge-over?a=7c1f" answerOnBridge="true"'
        f' callerId="{OUR_NUMBER}" method="POST" record="do-not-record" timeLimit="3600" timeout="20">'
        f'<Number method="POST" statusCallback="{HOOKS}/call-status?a=7c1f&amp;leg=other"'
        ' statusCallbackEvent="initiated ringing answered completed" statusCallbackMethod="POST"'
        f' url="{HOOKS}/call/bridge-other?a=7c1f">{THEIR_NUMBER}</Number></Dial></Response>'
    )


@pytest.mark.requirement("N31")
def test_whoever_is_rung_sees_the_service_s_number_and_is_never_joined_unasked() -> None:
    dials = [dial for step in every_step() for dial in ET.fromstring(written(step)).iter("Dial")]  # noqa: S314 - our own writing

    assert dials
    for dial in dials:
        (number,) = dial
        assert dial.get("callerId") == OUR_NUMBER
        assert number.get("url") == OTHER.question_at


def test_only_joining_is_an_empty_document() -> None:
    for step in every_step():
        is_empty = len(ET.fromstring(written(step))) == 0  # noqa: S314 - our own writing
        assert is_empty == isinstance(step, JoinSides)
    assert wordless_end() == f"{HEAD}<Response><Hangup /></Response>"


def test_nobody_is_rung_when_nobody_is_given() -> None:
    with pytest.raises(ValueError, match="nobody to ring"):
        write_twiml(RingOther(20, 3600), spoken, "en", address_of)


@pytest.mark.requirement("N3")
def test_a_machine_that_picks_up_on_the_other_side_hears_one_neutral_question_and_no_goodbye() -> None:
    step = masked_call.next_step(BridgeLeg.OTHER, State(), Heard(), masked_call.LegStanding.ASKED, BRIDGE)
    gather, hang_up = ET.fromstring(written(step))  # noqa: S314 - our own writing

    assert [said.text for said in gather] == ["[en bridge-other]"]
    assert hang_up.tag == "Hangup"


@pytest.mark.parametrize("language", VOICES)
def test_every_question_names_where_its_key_goes_and_every_document_ends(language: str) -> None:
    for step in every_step():
        response = ET.fromstring(written(step, language))  # noqa: S314 - our own writing
        if not isinstance(step, JoinSides | RingOther):
            last = {TurnAway: "Reject", HoldOn: "Redirect"}.get(type(step), "Hangup")
            assert response[-1].tag == last
        for gather in response.iter("Gather"):
            assert gather.get("action", "").startswith("https://line.example/webhooks/")
            assert (gather.get("method"), gather.get("numDigits"), gather.get("timeout")) == ("POST", "1", "8")


def test_words_that_look_like_markup_stay_words() -> None:
    document = write_twiml(
        SayAndHangUp((Say(VoiceWords.ALERT_CALL_OVER),)), lambda _key, _language: "<Record/> & more", "en", address_of
    )

    assert "<Record" not in document
    assert ET.fromstring(document)[0].text == "<Record/> & more"  # noqa: S314 - our own writing
