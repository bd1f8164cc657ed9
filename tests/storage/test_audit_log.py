"""The rows that say who looked at or changed what: added by the application, and out of its reach ever after."""

import uuid

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import ProgrammingError

from remote_cm.migrations.migrate import ADD_ONLY
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.database import Database
from remote_cm.storage.tables.operations import AuditEntry
from tests.frozen_clock import SUNDAY_MORNING

REFUSED = r"permission denied|must be owner"


def _add(database: Database) -> uuid.UUID:
    subject = uuid.uuid4()
    with database.unit_of_work() as work:
        add_audit_entry(
            work.session,
            at=SUNDAY_MORNING,
            actor_id=None,
            act="case:seen",
            subject_kind="case",
            subject_id=subject,
            shown=[subject],
            times=2,
        )
        work.commit()
    return subject


def test_a_row_says_who_what_and_when(database: Database) -> None:
    subject = _add(database)

    with database.unit_of_work() as work:
        row = work.session.scalars(select(AuditEntry)).one()
    assert (row.act, row.subject_kind, row.subject_id) == ("case:seen", "case", subject)
    assert row.happened_at == SUNDAY_MORNING
    assert row.detail == {"times": 2, "shown": [str(subject)]}


@pytest.mark.parametrize("change", ["update {} set id = id", "delete from {}", "truncate {}", "drop table {}"])
def test_the_application_can_neither_change_nor_remove_what_is_only_ever_added(database: Database, change: str) -> None:
    _add(database)

    for table in ADD_ONLY:
        with pytest.raises(ProgrammingError, match=REFUSED), database.engine.begin() as role:
            role.execute(text(change.format(table)))

    with database.unit_of_work() as work:
        assert len(work.session.scalars(select(AuditEntry)).all()) == 1


def test_the_application_owns_nothing_and_makes_no_table(database: Database) -> None:
    for forbidden in (
        "create table of_its_own (id int)",
        "alter table audit_entry add column more text",
        "update alembic_version set version_num = '0'",
    ):
        with pytest.raises(ProgrammingError, match=REFUSED), database.engine.begin() as role:
            role.execute(text(forbidden))


def test_the_audit_and_the_timelines_are_among_what_is_only_ever_added() -> None:
    assert {"audit_entry", "alert_event", "delivery_report", "answer_revision", "level_change"} <= set(ADD_ONLY)
