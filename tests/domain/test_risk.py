"""The level of a call: every worked example, what a missed domain counts as, and the order that nothing may break."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from itertools import product
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter

from remote_cm.domain.risk import CallLevelDecision, LastAnswer, RiskCode, RiskPolicy, decide_call_level, read_level
from remote_cm.domain.risk_answers import BY_SEVERITY
from remote_cm.domain.vocabulary import DomainColour, RiskLevel, ScriptDomain, Trigger

POLICY_FILE = Path(__file__).parents[2] / "scripts" / "policy" / "cxb-default.yaml"
POLICY = TypeAdapter(RiskPolicy).validate_python(yaml.safe_load(POLICY_FILE.read_text("utf-8"))["risk"])

DOMAINS = tuple(ScriptDomain)
PRIORITY = DOMAINS[:3]
ALL_GREEN = "GGGGGGGG"

Last = Mapping[ScriptDomain, LastAnswer]


def colours(letters: str) -> dict[ScriptDomain, DomainColour]:
    """The colours of D1 to D8 from eight letters; a dot in the middle is for the eye only."""
    return {domain: DomainColour(letter) for domain, letter in zip(DOMAINS, letters.replace("·", ""), strict=True)}


def last(letters: str, days_ago: int) -> Last:
    """The last answers of all eight domains, all of one age."""
    return {domain: LastAnswer(colour, days_ago) for domain, colour in colours(letters).items()}


def decide(
    letters: str,
    known: Last | None = None,
    *,
    triggers: Collection[Trigger] = (),
    danger_button: bool = False,
    private: bool = True,
    person_of_concern: bool = False,
    previous: RiskLevel | None = None,
    floor: RiskLevel | None = None,
) -> CallLevelDecision:
    return decide_call_level(
        colours(letters),
        known or {},
        triggers=triggers,
        danger_button=danger_button,
        private=private,
        person_of_concern=person_of_concern,
        previous_call_level=previous,
        floor=floor,
        policy=POLICY,
    )


def shown(decision: CallLevelDecision) -> str:
    return "".join(decision.effective[domain] for domain in DOMAINS)


@dataclass(frozen=True)
class Example:
    """One row of the worked examples; ``effective`` empty is the same as what was heard."""

    number: int
    now: str
    level: RiskLevel
    codes: str
    effective: str = ""
    known: Last = field(default_factory=dict)
    previous: RiskLevel | None = None
    private: bool = True
    person_of_concern: bool = False
    triggers: tuple[Trigger, ...] = ()
    chase_within_hours: int | None = None


LOW, MEDIUM, HIGH, IMMEDIATE = RiskLevel

# What 23 to 26 say beyond the call itself (the flag, the case, the text) is in test_risk_answers and
# test_risk_case_level.
EXAMPLES = [
    Example(1, "GGG·GGGGG", LOW, "L1"),
    Example(2, "GGG·GOGGG", LOW, "L1"),
    Example(3, "GGG·GOOGG", LOW, "L1"),
    Example(4, "GGG·GOOOG", MEDIUM, "M3"),
    Example(5, "GOG·GGGGG", MEDIUM, "M1"),
    Example(6, "OGO·GGGGG", MEDIUM, "M1"),
    Example(7, "OOO·GGGGG", HIGH, "H4"),
    Example(8, "RGG·GGGGG", HIGH, "H1"),
    Example(9, "GGG·GGRGG", MEDIUM, "M2"),
    Example(10, "GGG·RGRGG", HIGH, "H2"),
    Example(11, "GGO·GGRGG", HIGH, "H3"),
    Example(12, "GGG·UUUUU", IMMEDIATE, "H0", triggers=(Trigger.T5,)),
    Example(13, "GGG·UUUUU", LOW, "L1", effective="GGG·GGGGG", known=last(ALL_GREEN, 10)),
    Example(14, "GGG·UUUUU", LOW, "L1", effective="GGG·UUUUU", known=last(ALL_GREEN, 40)),
    Example(15, "GGU·GGGGG", MEDIUM, "M4", known=last(ALL_GREEN, 14), previous=LOW, chase_within_hours=72),
    Example(16, "UGG·GGGGG", HIGH, "M4 M5", known=last(ALL_GREEN, 4), previous=HIGH, chase_within_hours=24),
    Example(17, "UGG·GGGGG", HIGH, "H1", effective="RGG·GGGGG", known=last("RGGGGGGG", 4)),
    Example(18, "GUG·GGGGG", MEDIUM, "M1", effective="GOG·GGGGG", known=last("GOGGGGGG", 7)),
    Example(19, "GGG·GGGGG", MEDIUM, "M4", effective="UGU·UGGGG", private=False, chase_within_hours=72),
    Example(
        20,
        "GOG·GGGGG",
        MEDIUM,
        "M1 M4",
        effective="UOU·UUUUU",
        person_of_concern=True,
        previous=MEDIUM,
        chase_within_hours=72,
    ),
    Example(21, "GGG·UUOGG", MEDIUM, "M3", effective="GGG·OOOGG", known=last("GGGOOGGG", 14)),
    Example(
        22,
        "UUU·UUUUU",
        HIGH,
        "M1 M4 M5",
        effective="UOU·GGGGG",
        known=last("GOGGGGGG", 4),
        previous=HIGH,
        chase_within_hours=24,
    ),
    Example(23, "OGG·GGGGG", MEDIUM, "M1"),
    Example(24, "GGG·GGGGG", LOW, "L1"),
    Example(25, "GGG·GGGGG", LOW, "L1", previous=LOW),
]


@pytest.mark.requirement("MON-05")
@pytest.mark.parametrize("example", EXAMPLES, ids=lambda example: f"example {example.number}")
def test_every_worked_example_comes_out_as_written(example: Example) -> None:
    decision = decide(
        example.now,
        example.known,
        triggers=example.triggers,
        private=example.private,
        person_of_concern=example.person_of_concern,
        previous=example.previous,
    )

    assert decision.level is example.level
    assert " ".join(decision.codes) == example.codes
    assert shown(decision) == (example.effective or example.now).replace("·", "")
    assert decision.chase_within_hours == example.chase_within_hours
    assert decision.provisional is (example.chase_within_hours is not None)


def levels_of_all_combinations() -> dict[tuple[int, ...], int]:
    found = {}
    for ranks in product(range(4), repeat=8):
        effective = {domain: BY_SEVERITY[rank] for domain, rank in zip(DOMAINS, ranks, strict=True)}
        found[ranks] = read_level(effective, POLICY)[0].rank
    return found


@pytest.mark.requirement("MON-05")
def test_making_any_one_of_all_65536_combinations_worse_never_lowers_the_level() -> None:
    levels = levels_of_all_combinations()
    lowered = [
        (ranks, place)
        for ranks, level in levels.items()
        for place, rank in enumerate(ranks)
        if rank < 3 and levels[(*ranks[:place], rank + 1, *ranks[place + 1 :])] < level
    ]

    assert len(levels) == 65_536
    assert lowered == []
    assert set(levels.values()) == {LOW.rank, MEDIUM.rank, HIGH.rank}


any_colours = st.lists(st.sampled_from(BY_SEVERITY), min_size=8, max_size=8).map("".join)


@given(
    letters=any_colours,
    worse=st.lists(st.integers(0, 3), min_size=8, max_size=8),
    floor=st.sampled_from([None, *RiskLevel][:4]),
)
def test_worse_colours_never_lower_the_decision(letters: str, worse: list[int], floor: RiskLevel | None) -> None:
    ranks = [BY_SEVERITY.index(DomainColour(letter)) for letter in letters]
    worsened = "".join(BY_SEVERITY[min(rank + more, 3)] for rank, more in zip(ranks, worse, strict=True))

    assert decide(worsened, floor=floor).level.rank >= decide(letters, floor=floor).level.rank


@given(letters=any_colours, known=any_colours, days=st.integers(0, 60), previous=st.sampled_from([None, *RiskLevel]))
@pytest.mark.requirement("N24")
def test_a_provisional_level_is_never_below_the_previous_call(
    letters: str, known: str, days: int, previous: RiskLevel | None
) -> None:
    decision = decide(letters, last(known, days), previous=previous)

    assert decision.provisional is any(decision.effective[domain] is DomainColour.UNCOVERED for domain in PRIORITY)
    if decision.provisional and previous is not None:
        assert decision.level.rank >= min(previous.rank, HIGH.rank)


@pytest.mark.parametrize(("days", "counts"), [(0, "G"), (28, "G"), (29, "U")])
def test_an_old_green_outside_the_priority_domains_counts_for_28_days(days: int, counts: str) -> None:
    assert shown(decide("GGGUUUUU", last(ALL_GREEN, days))) == f"GGG{counts * 5}"


@pytest.mark.parametrize("domain", PRIORITY)
def test_an_old_green_of_a_priority_domain_never_counts(domain: ScriptDomain) -> None:
    heard = "".join("U" if one is domain else "G" for one in DOMAINS)

    assert decide(heard, last(ALL_GREEN, 0)).effective[domain] is DomainColour.UNCOVERED


@pytest.mark.parametrize("colour", ["O", "R"])
@pytest.mark.parametrize("days", [0, 28, 29, 4000])
def test_an_old_worry_stays_until_it_is_asked_again(colour: str, days: int) -> None:
    assert shown(decide("UUUUUUUU", last(colour * 8, days))) == colour * 8
    assert shown(decide(ALL_GREEN, last(colour * 8, days))) == ALL_GREEN


def test_a_domain_never_covered_stays_not_covered() -> None:
    assert shown(decide("UUUUUUUU", last("UUUUUUUU", 0))) == "UUUUUUUU"
    assert shown(decide("UUUUUUUU")) == "UUUUUUUU"


@pytest.mark.requirement("CALL-06", "N25")
def test_a_green_heard_without_privacy_does_not_count_for_safety_feelings_and_care() -> None:
    assert shown(decide(ALL_GREEN, private=False)) == "UGUUGGGG"
    assert shown(decide("OGRGGGGG", private=False)) == "OGRUGGGG"


@pytest.mark.requirement("N25")
def test_no_green_of_a_person_of_concern_counts_but_every_worry_does() -> None:
    assert shown(decide("GOGRGGGG", person_of_concern=True)) == "UOURUUUU"


def test_a_green_that_does_not_count_leaves_an_older_worry_standing() -> None:
    assert shown(decide(ALL_GREEN, last("RGGOGGGG", 3), private=False)) == "RGUOGGGG"


@pytest.mark.requirement("MON-07")
def test_the_missed_domains_are_named_in_rank_order_and_those_carried_apart() -> None:
    decision = decide("GUGUGGGU", last("GOGGGGGG", 40))

    assert decision.missed == (ScriptDomain.HEALTH, ScriptDomain.CARE, ScriptDomain.SERVICES)
    assert decision.carried == (ScriptDomain.HEALTH,)
    assert not decision.priority_covered
    assert decide("GGGUUUUU").priority_covered


@pytest.mark.parametrize(("previous", "hours"), [(None, 72), (LOW, 72), (MEDIUM, 72), (HIGH, 24), (IMMEDIATE, 24)])
@pytest.mark.requirement("MON-07")
def test_a_missing_priority_domain_is_chased_in_a_day_when_high_and_in_three_otherwise(
    previous: RiskLevel | None, hours: int
) -> None:
    assert decide("UGGGGGGG", previous=previous).chase_within_hours == hours


def test_nothing_is_chased_when_the_priority_domains_are_known() -> None:
    assert decide("GGGUUUUU", previous=HIGH).chase_within_hours is None
    assert decide("UGGGGGGG", last("RGGGGGGG", 90)).chase_within_hours is None


def test_a_floor_also_sets_the_time_of_the_chase() -> None:
    decision = decide("UGGGGGGG", floor=HIGH)

    assert (decision.level, decision.chase_within_hours) == (HIGH, 24)


def test_an_earlier_immediate_counts_as_high() -> None:
    decision = decide("UGGGGGGG", previous=IMMEDIATE)

    assert (decision.level, decision.codes) == (HIGH, (RiskCode.M4, RiskCode.M5))


def test_the_previous_level_holds_nothing_when_all_priority_domains_were_covered() -> None:
    assert decide(ALL_GREEN, previous=HIGH).level is LOW


def test_the_previous_level_is_named_only_where_it_decides() -> None:
    assert decide("UGGGGGGG", previous=MEDIUM).codes == (RiskCode.M4,)
    assert decide("UGGGGGGG", previous=HIGH).codes == (RiskCode.M4, RiskCode.M5)


@pytest.mark.parametrize(
    ("letters", "floor", "level", "codes"),
    [
        (ALL_GREEN, LOW, LOW, "L1"),
        (ALL_GREEN, MEDIUM, MEDIUM, "L1 F1"),
        ("GOGGGGGG", MEDIUM, MEDIUM, "M1"),
        ("GOGGGGGG", HIGH, HIGH, "M1 F1"),
        ("RGGGGGGG", HIGH, HIGH, "H1"),
    ],
)
def test_no_call_comes_out_under_the_floor(letters: str, floor: RiskLevel, level: RiskLevel, codes: str) -> None:
    decision = decide(letters, floor=floor)

    assert (decision.level, " ".join(decision.codes)) == (level, codes)


def test_a_floor_cannot_be_immediate() -> None:
    with pytest.raises(ValueError, match="floor"):
        decide(ALL_GREEN, floor=IMMEDIATE)


@pytest.mark.parametrize("trigger", [trigger for trigger in Trigger if trigger is not Trigger.T12])
def test_any_trigger_but_the_one_about_staff_makes_the_call_immediate(trigger: Trigger) -> None:
    decision = decide(ALL_GREEN, triggers=[trigger])

    assert (decision.level, decision.codes, shown(decision)) == (IMMEDIATE, (RiskCode.H0,), ALL_GREEN)


def test_harm_by_staff_takes_its_own_way_and_leaves_the_level_alone() -> None:
    assert decide(ALL_GREEN, triggers=[Trigger.T12]).level is LOW
    assert decide(ALL_GREEN, triggers=[Trigger.T12, Trigger.T1]).level is IMMEDIATE


def test_the_danger_button_beats_every_colour() -> None:
    decision = decide("UUUUUUUU", last("ROGGGGGG", 2), danger_button=True)

    assert (decision.level, decision.codes) == (IMMEDIATE, (RiskCode.H0,))
    assert (decision.provisional, decision.chase_within_hours) == (False, None)
    assert shown(decision) == "ROUGGGGG"


@pytest.mark.parametrize(
    ("letters", "codes"),
    [
        ("RGGRRGGG", "H1 H2"),
        ("OGGRRGGG", "H2 H3"),
        ("OOORGGGG", "H3 H4"),
        ("ROOOGGGG", "H1"),
        ("OOORRGGG", "H2 H3 H4"),
        ("OUGOOOGG", "M1 M3 M4"),
        ("UGGROOOG", "M2 M3 M4"),
        ("GGGUUUUU", "L1"),
    ],
)
def test_all_matching_codes_of_the_deciding_level_are_shown_and_no_other(letters: str, codes: str) -> None:
    assert " ".join(decide(letters).codes) == codes


def test_every_code_can_be_reached() -> None:
    reached: set[RiskCode] = set(decide(ALL_GREEN, danger_button=True).codes)
    for letters in ("OOORRGGG", "RGGGGGGG", "OGGOOOGG", "GGGRGGGG", ALL_GREEN):
        reached |= set(decide(letters).codes)
    reached |= set(decide("UGGGGGGG", previous=HIGH).codes) | set(decide(ALL_GREEN, floor=HIGH).codes)

    assert reached == set(RiskCode)
