"""A short run of the real processes under traffic and trouble, of one seed for ever; `make chaos` has longer ones."""

from tests.chaos.run import run
from tests.chaos.table import Plan, write_table

PLAN = Plan(seed=7, troubles=12, seconds_between_troubles=1.0, texts_a_second=8.0, danger_in_a_hundred=10)


def test_nothing_is_lost_doubled_disordered_or_left_without_a_page_while_things_break() -> None:
    outcome = run(PLAN)
    assert outcome.sent["danger"] > 0
    assert outcome.account.alerts > 0
    assert outcome.account.faults == {}, write_table([outcome])
