"""From the answers of one call to the colour of a domain: what counts, what covers, whose word wins."""

from collections.abc import Sequence
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.refusal import BadInput, NotAllowed
from remote_cm.domain.risk import RiskPolicy
from remote_cm.domain.risk_answers import (
    AnswerSource,
    DomainReading,
    Heard,
    Judgement,
    decide_supervisor_talk,
    read_domain_level,
    severity,
)
from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain, StaffRole, Track

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(RiskPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["risk"])

DELICATE = (ScriptDomain.SAFETY, ScriptDomain.FEELINGS, ScriptDomain.CARE)


def heard(
    codes: str,
    *,
    domain: ScriptDomain = ScriptDomain.SAFETY,
    track: Track = Track.CAREGIVER,
    private: bool = True,
    person_of_concern: bool = False,
    source: AnswerSource = AnswerSource.CASEWORKER,
) -> Heard:
    """What was heard for the first items of a domain, the anchor first: "G O NS"."""
    items = {f"{domain}.{number}": AnswerCode(code) for number, code in enumerate(codes.split(), 1)}
    return Heard(source, track, private, person_of_concern, items)


def read(*said: Heard, domain: ScriptDomain = ScriptDomain.SAFETY, judgement: Judgement | None = None) -> DomainReading:
    return read_domain_level(
        domain,
        said,
        anchor=f"{domain}.1",
        judgement=judgement,
        greens_need_privacy=POLICY.greens_need_privacy,
    )


@pytest.mark.parametrize(
    ("codes", "colour"),
    [
        ("G G G", "G"),
        ("G O G", "O"),
        ("G O R", "R"),
        ("MI G R", "R"),
        ("MI G O", "O"),
        ("MI G G", "U"),
        ("G MI MI", "G"),
        ("NA G G", "U"),
        ("DE G G", "U"),
        ("DE O G", "O"),
        ("DE G R", "R"),
        ("G DE NA", "G"),
        ("MI", "U"),
    ],
)
def test_the_worst_item_decides_and_green_needs_the_anchor(codes: str, colour: str) -> None:
    assert read(heard(codes)).colour == colour


def test_nothing_heard_is_not_covered() -> None:
    assert read().colour is DomainColour.UNCOVERED


@pytest.mark.requirement("CALL-06", "N25")
@pytest.mark.parametrize("domain", ScriptDomain)
def test_a_green_heard_without_privacy_does_not_count_in_the_delicate_domains(domain: ScriptDomain) -> None:
    expected = DomainColour.UNCOVERED if domain in DELICATE else DomainColour.GREEN

    assert read(heard("G", domain=domain, private=False), domain=domain).colour is expected
    assert read(heard("G", domain=domain), domain=domain).colour is DomainColour.GREEN


@pytest.mark.parametrize("code", ["O", "R"])
@pytest.mark.parametrize("domain", ScriptDomain)
def test_a_worry_counts_without_privacy_and_from_a_person_of_concern(domain: ScriptDomain, code: str) -> None:
    assert read(heard(code, domain=domain, private=False, person_of_concern=True), domain=domain).colour == code


@pytest.mark.requirement("N25")
@pytest.mark.parametrize("domain", ScriptDomain)
def test_a_green_of_a_person_of_concern_counts_nowhere(domain: ScriptDomain) -> None:
    said = heard("G", domain=domain, person_of_concern=True)

    assert read(said, domain=domain).colour is DomainColour.UNCOVERED


@pytest.mark.requirement("N24")
@pytest.mark.parametrize(
    ("source", "code", "domain"),
    list(product((AnswerSource.VOLUNTEER, AnswerSource.TEXT), ("G", "O", "R"), ScriptDomain)),
)
def test_a_report_covers_nothing_and_its_worry_stands_beside_the_colour(
    source: AnswerSource, code: str, domain: ScriptDomain
) -> None:
    reading = read(heard(code, domain=domain, source=source), domain=domain)

    assert reading.colour is DomainColour.UNCOVERED
    assert reading.reported == (None if code == "G" else DomainColour(code))


def test_a_report_leaves_what_the_caseworker_heard_as_it_is() -> None:
    reading = read(heard("G"), heard("R O", source=AnswerSource.VOLUNTEER), heard("O", source=AnswerSource.TEXT))

    assert (reading.colour, reading.reported) == (DomainColour.GREEN, DomainColour.RED)


def test_an_item_of_safety_that_was_not_safe_to_ask_is_a_worry_and_asks_for_a_safer_contact() -> None:
    reading = read(heard("G NS G"))

    assert (reading.colour, reading.unsafe_contact) == (DomainColour.ORANGE, True)
    assert read(heard("G NS R")).colour is DomainColour.RED
    assert not read(heard("G G G")).unsafe_contact


@pytest.mark.parametrize("domain", [domain for domain in ScriptDomain if domain is not ScriptDomain.SAFETY])
def test_not_safe_to_ask_outside_safety_is_only_not_asked(domain: ScriptDomain) -> None:
    reading = read(heard("G NS", domain=domain), domain=domain)

    assert (reading.colour, reading.unsafe_contact) == (DomainColour.GREEN, False)


def test_the_worse_of_child_and_caregiver_counts_and_the_difference_is_flagged() -> None:
    reading = read(heard("O", track=Track.CHILD), heard("G", track=Track.CAREGIVER))

    assert (reading.colour, reading.discordant) == (DomainColour.ORANGE, True)


def test_agreement_or_one_voice_alone_is_not_discordant() -> None:
    assert not read(heard("G", track=Track.CHILD), heard("G", track=Track.CAREGIVER)).discordant
    assert not read(heard("O", track=Track.CHILD), heard("MI", track=Track.CAREGIVER)).discordant


def test_two_talks_with_one_person_are_not_discordant() -> None:
    reading = read(heard("G"), heard("R"))

    assert (reading.colour, reading.discordant) == (DomainColour.RED, False)


def test_each_conversation_is_believed_by_its_own_privacy() -> None:
    overheard = heard("G", track=Track.CAREGIVER, private=False)

    assert read(heard("G", track=Track.CHILD), overheard).colour is DomainColour.GREEN
    assert read(overheard).colour is DomainColour.UNCOVERED


def test_a_green_of_one_does_not_speak_for_the_other_who_declined() -> None:
    declined = heard("DE", track=Track.CHILD)

    assert read(declined, heard("G")).colour is DomainColour.UNCOVERED
    assert read(declined, heard("O")).colour is DomainColour.ORANGE


def test_a_person_of_concern_who_declines_takes_nothing_from_the_child() -> None:
    silent = heard("DE", person_of_concern=True)

    assert read(heard("G", track=Track.CHILD), silent).colour is DomainColour.GREEN


colour_pairs = list(product(DomainColour, DomainColour))


@pytest.mark.parametrize(("computed", "wanted"), [pair for pair in colour_pairs if pair[0] is not pair[1]])
def test_a_caseworker_may_raise_a_domain_and_only_a_supervisor_may_lower_it(
    computed: DomainColour, wanted: DomainColour
) -> None:
    said = heard("MI" if computed is DomainColour.UNCOVERED else computed.value)
    by_caseworker = Judgement(wanted, StaffRole.CASEWORKER, "the voice did not fit the words")
    by_supervisor = Judgement(wanted, StaffRole.SUPERVISOR, "seen at the visit yesterday")

    reading = read(said, judgement=by_supervisor)
    assert (reading.colour, reading.computed) == (wanted, computed)
    if severity(wanted) > severity(computed):
        assert read(said, judgement=by_caseworker).colour is wanted
    else:
        with pytest.raises(NotAllowed):
            read(said, judgement=by_caseworker)


def test_a_caseworker_may_confirm_what_was_computed() -> None:
    agreed = Judgement(DomainColour.ORANGE, StaffRole.CASEWORKER, "it is as it was told")

    assert read(heard("O"), judgement=agreed).colour is DomainColour.ORANGE


@pytest.mark.parametrize(
    "role", [role for role in StaffRole if role not in (StaffRole.CASEWORKER, StaffRole.SUPERVISOR)]
)
def test_nobody_else_judges_a_domain(role: StaffRole) -> None:
    with pytest.raises(NotAllowed):
        read(heard("G"), judgement=Judgement(DomainColour.RED, role, "a feeling"))


@pytest.mark.parametrize("reason", ["", "   "])
def test_a_judgement_needs_a_reason(reason: str) -> None:
    with pytest.raises(BadInput):
        read(heard("G"), judgement=Judgement(DomainColour.RED, StaffRole.SUPERVISOR, reason))


@pytest.mark.parametrize(
    ("answers", "asks"),
    [
        ("", False),
        ("DE DE", False),
        ("DE DE DE", True),
        ("DE DE G DE", False),
        ("G DE DE DE", True),
        ("DE DE DE O", False),
        ("DE MI DE NS DE", True),
    ],
)
def test_three_declines_in_a_row_on_an_anchor_ask_for_a_talk_with_the_supervisor(answers: str, asks: bool) -> None:
    codes = [AnswerCode(code) for code in answers.split()]

    assert decide_supervisor_talk(codes, POLICY.anchor_declines_in_a_row) is asks


codes_heard = st.lists(st.sampled_from(AnswerCode), min_size=1, max_size=4)


@given(first=codes_heard, second=codes_heard, private=st.booleans(), person_of_concern=st.booleans())
def test_hearing_a_second_person_never_hides_a_worry_of_the_first(
    first: Sequence[AnswerCode], second: Sequence[AnswerCode], private: bool, person_of_concern: bool
) -> None:
    child = heard(" ".join(first), track=Track.CHILD)
    caregiver = heard(" ".join(second), private=private, person_of_concern=person_of_concern)
    alone = read(child).colour

    if alone in (DomainColour.ORANGE, DomainColour.RED):
        assert severity(read(child, caregiver).colour) >= severity(alone)
