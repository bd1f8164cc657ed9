"""What was kept of whole conversations is kept of each listener's turn after the migration, and comes back with it."""

import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
from alembic import command
from sqlalchemy import Connection, Engine, text

from remote_cm.migrations.migrate import alembic_config

NOON = datetime(2026, 11, 20, 12, tzinfo=UTC)
BEFORE, AFTER = "0001", "0002"


@dataclass
class OldRows:
    """Rows of the first shape, written by hand: one family, and as many talks as a test tells of."""

    connection: Connection
    ids: dict[str, uuid.UUID] = field(default_factory=dict)

    def add(self, table: str, **values: object) -> uuid.UUID:
        """One row, by its columns."""
        row_id = uuid.uuid4()
        values = {"id": row_id} | values
        self.connection.execute(sa.table(table, *(sa.column(name) for name in values)).insert().values(values))
        return row_id

    def add_family(self, last_contact_at: datetime) -> None:
        """A team, a caseworker, a case, a caregiver and a child."""
        team = self.add("team", code="T-1")
        camp = self.add("camp", code="CXB-1", name="Demo camp", access="open")
        staff = self.add(
            "staff",
            code="CW-1",
            username="cw-1",
            role="caseworker",
            team_id=team,
            sex="female",
            language="en",
            name="x",
            password_hash="x",
            session_mark="x",
            is_active=True,
        )
        case = self.add(
            "case_file",
            code="CX-1",
            team_id=team,
            caseworker_id=staff,
            camp_id=camp,
            state="open",
            age_band="C",
            sex="female",
            has_disability=False,
            has_self_harm_history=False,
            language="rhg",
            level="low",
            level_since=NOON,
            opened_on=NOON.date(),
            cadence_preset="low",
            last_contact_at=last_contact_at,
        )
        contact = self.add(
            "contact",
            case_id=case,
            reference="a",
            role="caregiver",
            name="x",
            language="rhg",
            safe_windows="[]",
            is_person_of_concern=False,
            has_agreed_to_texts=False,
            has_agreed_to_bridge=False,
        )
        self.ids |= {"staff": staff, "case": case, "contact": contact}

    def add_talk(self, track: str, started_at: datetime, gates: str, is_private: bool | None) -> uuid.UUID:
        """A talk that took place, with its try."""
        follow_up = self.add(
            "follow_up",
            case_id=self.ids["case"],
            caseworker_id=self.ids["staff"],
            state="met",
            made_at=started_at,
            not_before=started_at,
            due_by=started_at,
            reasons=[],
            begin_with=[],
            has_no_safe_window=False,
        )
        at = {"case_id": self.ids["case"], "contact_id": self.ids["contact"], "caseworker_id": self.ids["staff"]}
        attempt = self.add("attempt", follow_up_id=follow_up, channel="call", claimed_at=started_at, **at)
        return self.add(
            "conversation",
            attempt_id=attempt,
            follow_up_id=follow_up,
            track=track,
            started_at=started_at,
            ended_at=started_at + timedelta(minutes=10),
            script_version="0.1",
            gates=gates,
            is_private=is_private,
            has_danger_pressed=False,
            **at,
        )


@pytest.fixture
def old(empty_database: Engine) -> Iterator[OldRows]:
    """A database of the shape before, open for rows."""
    with empty_database.connect() as connection:
        command.upgrade(alembic_config(connection), BEFORE)
        yield OldRows(connection)


def one_row(old: OldRows, query: str, **values: object) -> tuple[object, ...]:
    (row,) = old.connection.execute(text(query), values).all()
    return tuple(row)


def to(old: OldRows, revision: str) -> None:
    config = alembic_config(old.connection)
    (command.upgrade if revision == AFTER else command.downgrade)(config, revision)


@pytest.mark.parametrize("private", [True, False, None])
def test_the_opening_and_privacy_of_a_talk_become_its_first_turn_and_come_back(
    old: OldRows, private: bool | None
) -> None:
    old.add_family(NOON)
    talk = old.add_talk("child", NOON, '{"O1": "yes", "O4": "no"}', private)
    to(old, AFTER)
    turn = "select track, started_at, is_handed_over, gates, is_private, is_hinted, overheard_at from turn"
    assert one_row(old, f"{turn} where conversation_id = :talk", talk=talk) == (
        *("child", NOON, False),
        *({"O1": "yes", "O4": "no"}, private, False, None),
    )
    to(old, BEFORE)
    kept = one_row(old, "select gates, is_private from conversation where id = :talk", talk=talk)
    assert kept == ({"O1": "yes", "O4": "no"}, private)


def test_of_two_turns_the_one_that_came_first_goes_back(old: OldRows) -> None:
    old.add_family(NOON)
    talk = old.add_talk("caregiver", NOON, '{"O1": "yes"}', is_private=True)
    to(old, AFTER)
    old.add(
        "turn",
        conversation_id=talk,
        track="child",
        started_at=NOON + timedelta(minutes=5),
        is_handed_over=True,
        gates='{"O3": "no"}',
        is_private=False,
        is_hinted=False,
    )
    to(old, BEFORE)
    assert one_row(old, "select gates, is_private from conversation") == ({"O1": "yes"}, True)


@pytest.mark.parametrize(
    ("track", "last_contact_at", "heard"),
    [("caregiver", NOON, NOON), ("child", NOON, None), ("caregiver", NOON + timedelta(days=1), None)],
)
def test_the_caregiver_was_heard_when_the_last_contact_was_with_them(
    old: OldRows, track: str, last_contact_at: datetime, heard: datetime | None
) -> None:
    old.add_family(last_contact_at)
    old.add_talk(track, NOON, "{}", is_private=True)
    to(old, AFTER)
    assert one_row(old, "select caregiver_heard_at from case_file") == (heard,)


def test_what_was_there_gets_the_usual_for_what_is_never_empty_and_nothing_to_settle(old: OldRows) -> None:
    old.add_family(NOON)
    old.add_talk("child", NOON, "{}", is_private=True)
    to(old, AFTER)
    assert one_row(old, "select line_drop_plan from contact") == ("ring_back",)
    assert one_row(old, "select tags, is_monitoring_only, known_threat from case_file") == ([], False, None)
    settled = one_row(old, "select skips, was_hard, settled_at, notes_written_at from conversation")
    assert settled == ({}, False, *[NOON + timedelta(minutes=10)] * 2)
