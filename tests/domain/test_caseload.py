"""Who could take a call over: somebody with room who fits the child."""

import uuid

import pytest

from remote_cm.domain.caseload import CaseloadPolicy, ChildToFit, Colleague, fits, who_could_take_over
from remote_cm.domain.vocabulary import AgeBand

A, B, C, D = AgeBand
POLICY = CaseloadPolicy(woman_for_girls_of=(C, D), warn_at_cases=20, block_at_cases=25)


def colleague(code: str = "CW-2", sex: str | None = "female", room: int = 1) -> Colleague:
    return Colleague(uuid.uuid4(), code, sex, room)


@pytest.mark.requirement("N20")
@pytest.mark.parametrize("band", [C, D])
@pytest.mark.parametrize("sex", ["male", None])
def test_an_adolescent_girl_is_given_to_no_man_and_to_nobody_of_whom_it_is_not_known(
    band: AgeBand, sex: str | None
) -> None:
    assert not fits(colleague(sex=sex), ChildToFit("female", band), POLICY)
    assert fits(colleague(sex="female"), ChildToFit("female", band), POLICY)


@pytest.mark.parametrize("child", [ChildToFit("male", C), ChildToFit("female", B), ChildToFit("female", A)])
def test_every_other_child_may_be_given_to_either(child: ChildToFit) -> None:
    assert fits(colleague(sex="male"), child, POLICY)


def test_the_ages_are_the_programmes_to_say() -> None:
    assert fits(
        colleague(sex="male"),
        ChildToFit("female", C),
        CaseloadPolicy(woman_for_girls_of=(D,), warn_at_cases=20, block_at_cases=25),
    )


@pytest.mark.requirement("ROLE-07")
def test_those_with_room_are_named_and_the_one_with_most_of_it_first() -> None:
    team = [colleague("CW-4", room=2), colleague("CW-2", room=0), colleague("CW-5", room=9), colleague("CW-3", room=2)]
    able = who_could_take_over(team, ChildToFit("male", B), POLICY)
    assert [one.code for one in able] == ["CW-5", "CW-3", "CW-4"]


@pytest.mark.parametrize(("warn_at", "block_at"), [(0, 25), (26, 25)])
def test_a_warning_that_comes_never_or_after_the_limit_is_refused(warn_at: int, block_at: int) -> None:
    with pytest.raises(ValueError, match="not after the limit"):
        CaseloadPolicy(woman_for_girls_of=(), warn_at_cases=warn_at, block_at_cases=block_at)
