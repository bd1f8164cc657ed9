"""The whole matrix of who may do what: each act, for each role, in each relation to the thing."""

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest

from remote_cm.domain.access import (
    AlertAnchor,
    CaseAnchor,
    FollowUpAnchor,
    Person,
    TaskAnchor,
    may_approve_for_case,
    may_end_alert,
    may_manage_accounts,
    may_run_system,
    may_see_alert,
    may_see_case,
    may_see_figures,
    may_see_inbox,
    may_see_number,
    may_see_task,
    may_see_team,
    may_see_volunteer,
    may_take_alert,
    may_work_case,
    may_work_follow_up,
)
from remote_cm.domain.vocabulary import LadderName, StaffRole

ME, ANOTHER = UUID(int=1), UUID(int=2)
MY_TEAM, OTHER_TEAM = UUID(int=11), UUID(int=12)

MINE = "mine"
TEAM = "of my team"
OTHERS = "of another team"
CASES = {
    MINE: CaseAnchor(ME, MY_TEAM),
    TEAM: CaseAnchor(ANOTHER, MY_TEAM),
    OTHERS: CaseAnchor(ANOTHER, OTHER_TEAM),
}


def person(role: StaffRole) -> Person:
    return Person(ME, role, MY_TEAM)


# For each act on a case: who may, in which relation to it. A supervisor approves nothing of a case that is their own.
CASE_ACTS: dict[Callable[[Person, CaseAnchor], bool], set[tuple[StaffRole, str]]] = {
    may_see_case: {(StaffRole.CASEWORKER, MINE), (StaffRole.SUPERVISOR, TEAM)},
    may_see_volunteer: {(StaffRole.CASEWORKER, MINE), (StaffRole.SUPERVISOR, TEAM)},
    may_work_case: {(StaffRole.CASEWORKER, MINE)},
    may_see_number: {(StaffRole.CASEWORKER, MINE)},
    may_approve_for_case: {(StaffRole.SUPERVISOR, TEAM)},
}


@pytest.mark.parametrize("act", CASE_ACTS, ids=lambda act: act.__name__)
@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", CASES)
@pytest.mark.requirement("ROLE-08", "ROLE-09", "ROLE-10")
def test_a_case_is_seen_and_worked_by_its_caseworker_and_read_and_approved_by_a_supervisor_of_its_team(
    act: Callable[[Person, CaseAnchor], bool], role: StaffRole, relation: str
) -> None:
    assert act(person(role), CASES[relation]) is ((role, relation) in CASE_ACTS[act])


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", CASES)
@pytest.mark.parametrize("holder", [ME, ANOTHER])
@pytest.mark.parametrize("is_owed", [True, False])
@pytest.mark.parametrize("is_to_settle", [True, False])
def test_a_follow_up_is_worked_by_its_cases_caseworker_and_while_it_is_lent_by_the_back_up_of_the_team(
    role: StaffRole, relation: str, holder: UUID, is_owed: bool, is_to_settle: bool
) -> None:
    follow_up = FollowUpAnchor(CASES[relation], holder, is_owed=is_owed, is_theirs_to_settle=is_to_settle)
    is_back_up = relation == TEAM and holder == ME and (is_owed or is_to_settle)
    expected = role is StaffRole.CASEWORKER and (relation == MINE or is_back_up)
    assert may_work_follow_up(person(role), follow_up) is expected


ALERT = AlertAnchor(
    LadderName.E0, OTHER_TEAM, caseworker_id=ANOTHER, holder_id=None, paged=frozenset({ANOTHER}), avoid=frozenset()
)
PAGED = "paged"
HELD = "paged and held"
ALERTS = {
    MINE: replace(ALERT, caseworker_id=ME, team_id=MY_TEAM),
    TEAM: replace(ALERT, team_id=MY_TEAM),
    PAGED: replace(ALERT, paged=frozenset({ME, ANOTHER})),
    HELD: replace(ALERT, paged=frozenset({ME}), holder_id=ME),
    OTHERS: ALERT,
}
CASEWORKER, SUPERVISOR, SAFEGUARDING = StaffRole.CASEWORKER, StaffRole.SUPERVISOR, StaffRole.SAFEGUARDING
WITH_LINE = [LadderName.E0, LadderName.E0_UNKNOWN_SENDER, LadderName.HELP]
SEEN_WITH_LINE = {
    CASEWORKER: {MINE, PAGED, HELD},
    SUPERVISOR: {MINE, TEAM, PAGED, HELD},
    SAFEGUARDING: {PAGED, HELD},
}
SEEN_WITHOUT_LINE = {
    CASEWORKER: {PAGED, HELD},
    SUPERVISOR: {PAGED, HELD},
    SAFEGUARDING: set(ALERTS),
}


@pytest.mark.parametrize("act", [may_see_alert, may_take_alert], ids=lambda act: act.__name__)
@pytest.mark.parametrize("ladder", LadderName)
@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", ALERTS)
def test_an_alert_is_seen_and_taken_by_whom_it_concerns_and_by_whom_it_paged(
    act: Callable[[Person, AlertAnchor], bool], ladder: LadderName, role: StaffRole, relation: str
) -> None:
    seen = (SEEN_WITH_LINE if ladder in WITH_LINE else SEEN_WITHOUT_LINE).get(role, set())
    assert act(person(role), replace(ALERTS[relation], ladder=ladder)) is (relation in seen)


@pytest.mark.parametrize("ladder", LadderName)
@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", ALERTS)
def test_an_alert_is_ended_by_a_supervisor_who_sees_it_and_a_call_for_help_by_its_holder_too(
    ladder: LadderName, role: StaffRole, relation: str
) -> None:
    seen = (SEEN_WITH_LINE if ladder in WITH_LINE else SEEN_WITHOUT_LINE).get(role, set())
    by_role = role is SUPERVISOR or (role is SAFEGUARDING and ladder is LadderName.E0_WITHOUT_LINE)
    by_holding = ladder is LadderName.HELP and relation == HELD
    expected = relation in seen and (by_role or by_holding)
    assert may_end_alert(person(role), replace(ALERTS[relation], ladder=ladder)) is expected


@pytest.mark.parametrize("act", [may_see_alert, may_take_alert, may_end_alert], ids=lambda act: act.__name__)
@pytest.mark.parametrize("ladder", LadderName)
@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", ALERTS)
@pytest.mark.requirement("N27", "N28")
def test_an_alert_does_not_exist_for_whoever_must_be_avoided(
    act: Callable[[Person, AlertAnchor], bool], ladder: LadderName, role: StaffRole, relation: str
) -> None:
    assert not act(person(role), replace(ALERTS[relation], ladder=ladder, avoid=frozenset({ME})))


INBOX, OTHER_INBOX, NO_TEAM = "in my team's inbox", "in another team's inbox", "in the inbox of all teams"
GIVEN_BY_NO_TEAM = "another's, of no team"
TASKS = {
    MINE: TaskAnchor(assignee_id=ME, team_id=OTHER_TEAM),
    TEAM: TaskAnchor(assignee_id=ANOTHER, team_id=MY_TEAM),
    OTHERS: TaskAnchor(assignee_id=ANOTHER, team_id=OTHER_TEAM),
    GIVEN_BY_NO_TEAM: TaskAnchor(assignee_id=ANOTHER, team_id=None),
    INBOX: TaskAnchor(assignee_id=None, team_id=MY_TEAM),
    OTHER_INBOX: TaskAnchor(assignee_id=None, team_id=OTHER_TEAM),
    NO_TEAM: TaskAnchor(assignee_id=None, team_id=None),
}
TASKS_SEEN = {
    CASEWORKER: {MINE, INBOX, NO_TEAM},
    SUPERVISOR: {MINE, TEAM, INBOX, NO_TEAM},
}


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("relation", TASKS)
def test_a_task_is_seen_by_who_has_it_by_the_teams_supervisor_and_in_the_inbox_by_the_team(
    role: StaffRole, relation: str
) -> None:
    assert may_see_task(person(role), TASKS[relation]) is (relation in TASKS_SEEN.get(role, {MINE}))


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("team_id", [MY_TEAM, OTHER_TEAM, None], ids=["mine", "another", "all"])
def test_an_inbox_is_open_to_caseworkers_and_supervisors_of_its_team(role: StaffRole, team_id: UUID | None) -> None:
    assert may_see_inbox(person(role), team_id) is (role in (CASEWORKER, SUPERVISOR) and team_id != OTHER_TEAM)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.parametrize("team_id", [MY_TEAM, OTHER_TEAM])
def test_a_teams_page_is_its_supervisors(role: StaffRole, team_id: UUID) -> None:
    assert may_see_team(person(role), team_id) is (role is SUPERVISOR and team_id == MY_TEAM)


@pytest.mark.parametrize("role", StaffRole)
@pytest.mark.requirement("ROLE-09", "ROLE-10")
def test_figures_accounts_and_the_system_belong_to_the_roles_that_see_no_case(role: StaffRole) -> None:
    assert may_see_figures(person(role)) is (role in (SUPERVISOR, StaffRole.COORDINATOR))
    assert may_manage_accounts(person(role)) is (role is StaffRole.COORDINATOR)
    assert may_run_system(person(role)) is (role is StaffRole.ADMINISTRATOR)


@pytest.mark.parametrize("role", StaffRole)
def test_without_a_team_nobody_reads_a_teams_cases(role: StaffRole) -> None:
    nobodys = Person(ME, role, None)
    assert not may_see_case(nobodys, CASES[TEAM])
    assert not may_see_alert(nobodys, replace(ALERTS[TEAM], ladder=LadderName.E0))
    assert not may_see_team(nobodys, MY_TEAM)
