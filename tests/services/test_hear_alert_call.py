"""What happens when a person on the ladder answers the ring: only the key 1 takes the alert, and only theirs."""

import uuid

import pytest

from call_flows.steps import AskForKey, Heard, SayAndHangUp, State, Step, VoiceWords
from remote_cm.domain.refusal import NotFound
from remote_cm.services.end_alert import end_alert
from remote_cm.services.hear_alert_call import hear_alert_call
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.storage.tables.alerts import AlertAct
from remote_cm.storage.tables.messages import MessageKind
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage
from tests.services.test_end_alert import TOMORROW


def _rung(around: Surroundings) -> Stage:
    stage = make_stage(around)
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.hand_over()
    return stage


def _hear(stage: Stage, keys: str | None = None, who: str = "CW-1", state: State | None = None) -> Step:
    staff_id = stage.people.staff(who).id
    ring = next(row for row in stage.messages() if row.kind is MessageKind.RING and row.staff_id == staff_id)
    step, language = hear_alert_call(
        stage.around, str(ring.id), ring.provider_id or "CA-x", Heard(keys), state or State()
    )
    assert language == "en"
    return step


def _said(step: Step) -> VoiceWords:
    assert isinstance(step, SayAndHangUp)
    return step.says[0].key


def test_the_key_1_takes_the_alert_once_however_often_the_provider_asks(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    assert isinstance(_hear(stage), AskForKey)
    assert stage.alert().holder_id is None

    assert _said(_hear(stage, "1")) is VoiceWords.ALERT_CALL_TAKEN
    assert _said(_hear(stage, "1")) is VoiceWords.ALERT_CALL_TAKEN

    assert stage.alert().holder_id == stage.people.staff("CW-1").id
    assert stage.timeline(AlertAct.ACKNOWLEDGED) == [("CW-1", "key")]


def test_answering_and_saying_nothing_or_pressing_another_key_takes_nothing(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)

    assert _said(_hear(stage, "")) is VoiceWords.ALERT_CALL_GOODBYE
    again = _hear(stage, "7")
    assert isinstance(again, AskForKey)
    assert again.state == State(1)
    assert _said(_hear(stage, "7", state=State(2))) is VoiceWords.ALERT_CALL_GOODBYE

    assert stage.alert().holder_id is None
    assert stage.alert().due_at is not None


def test_the_key_2_passes_it_on_and_the_next_people_are_paged(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)

    assert _said(_hear(stage, "2")) is VoiceWords.ALERT_CALL_PASSED_ON
    assert _said(_hear(stage, "2")) is VoiceWords.ALERT_CALL_PASSED_ON

    assert stage.timeline(AlertAct.PASSED_ON) == [("CW-1", "key")]
    assert stage.paged() == {"CW-1", "CW-2", "SUP-1"}
    assert len(stage.pages()) == 6


def test_whoever_answers_after_another_has_it_hears_that_nothing_is_needed(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    stage.climb_at(300)
    stage.hand_over()
    take_alert(surroundings, stage.people.person("CW-1"), stage.alert().id)

    assert _said(_hear(stage, "1", who="SUP-1")) is VoiceWords.ALERT_CALL_OVER

    assert stage.alert().holder_id == stage.people.staff("CW-1").id


def test_a_key_that_comes_after_the_end_changes_nothing(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    end_alert(surroundings, stage.people.person("SUP-1"), stage.alert().id, "seen", TOMORROW)

    assert _said(_hear(stage, "1")) is VoiceWords.ALERT_CALL_OVER
    assert _said(_hear(stage, "2")) is VoiceWords.ALERT_CALL_OVER

    assert stage.alert().holder_id is None
    assert len(stage.pages()) == 2


def test_an_address_of_no_ring_or_of_another_call_does_nothing(surroundings: Surroundings) -> None:
    stage = _rung(surroundings)
    text, ring = sorted(stage.messages(), key=lambda row: row.kind is MessageKind.RING)
    wrong = (
        ("not an id", "CA-x"),
        (str(uuid.uuid4()), "CA-x"),
        (str(text.id), str(text.provider_id)),
        (str(ring.id), "CA-of-another-call"),
    )

    for reference, provider_id in wrong:
        with pytest.raises(NotFound):
            hear_alert_call(surroundings, reference, provider_id, Heard("1"), State())

    assert stage.alert().holder_id is None
