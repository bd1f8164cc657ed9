"""What tells who somebody is, what they said or what was written of them is unreadable in the database."""

import importlib

import pytest
from sqlalchemy import Column, Enum, String, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB

from remote_cm.domain.vocabulary import StaffRole
from remote_cm.storage.database import Database
from remote_cm.storage.encrypted_text import EncryptedText
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.people import Staff
from tests.structure.source_tree import module_name, modules

for _file in modules():
    if _file.is_relative_to("remote_cm/storage/tables"):
        importlib.import_module(module_name(_file))

#: Columns of these names hold people's names, numbers and words.
PERSONAL = frozenset(
    {
        *("name", "phone_number", "sender_number", "relation", "cover_topic"),
        *("body", "said", "heard", "view", "outcome"),
        *("known_threat", "meeting_place", "not_to_inform", "opening_word", "answer_word", "stop_word", "danger_word"),
        *("harm", "other_ways", "child_view", "decision_words", "not_told_because", "shared_with", "concern"),
    }
)

#: The same names, for what is not of a person: a place, a process, and a word of our own list.
NOT_OF_A_PERSON = frozenset(
    {("camp", "name"), ("heartbeat", "name"), ("stopped_process", "name"), ("attempt", "outcome")}
)

#: Readable text, each looked at: codes and short words of our own making, never what a person typed or said.
OF_OUR_OWN_MAKING = frozenset(
    {
        *("code", "reference", "username", "alias", "language", "sex", "cadence_preset", "script_version"),
        *("provider", "provider_id", "status", "error_code", "reason", "reasons", "effects", "codes", "begin_with"),
        *("act", "subject_kind", "detail", "request_id", "gates", "effective", "item_id", "red_reply"),
        *("caller_call_id", "other_call_id"),
        *("password_hash", "session_mark", "safe_windows", "yes_digit", "no_digit"),
        *("digest", "version", "title", "asked", "green", "orange", "red", "skips", "explained", "agreed"),
    }
)

COLUMNS = [column for table in Base.metadata.sorted_tables for column in table.columns]


def _place(column: Column[object]) -> tuple[str, str]:
    return column.table.name, column.name


def _is_text(column: Column[object]) -> bool:
    kind = column.type
    if isinstance(kind, ARRAY):
        kind = kind.item_type
    is_json = isinstance(kind, JSONB) or isinstance(getattr(kind, "impl", None), JSONB)
    return is_json or (isinstance(kind, String | EncryptedText) and not isinstance(kind, Enum))


@pytest.mark.parametrize("column", [one for one in COLUMNS if one.name in PERSONAL], ids=str)
def test_a_column_of_people_is_encrypted(column: Column[object]) -> None:
    assert isinstance(column.type, EncryptedText) != (_place(column) in NOT_OF_A_PERSON)


@pytest.mark.parametrize("column", [one for one in COLUMNS if _is_text(one)], ids=str)
def test_any_other_text_is_encrypted_or_was_looked_at(column: Column[object]) -> None:
    looked_at = column.name in OF_OUR_OWN_MAKING or _place(column) in NOT_OF_A_PERSON
    assert isinstance(column.type, EncryptedText) or looked_at, (
        "encrypt it, or say here that no person's words are in it"
    )


def test_the_lists_here_name_only_what_there_is() -> None:
    names = {column.name for column in COLUMNS}
    assert names >= PERSONAL
    assert names >= OF_OUR_OWN_MAKING
    assert {_place(column) for column in COLUMNS} >= NOT_OF_A_PERSON


def test_who_reads_the_rows_without_the_key_learns_no_name_and_no_number(database: Database) -> None:
    with database.unit_of_work() as work:
        work.session.add(
            Staff(
                code="CW-99",
                username="cw-99",
                role=StaffRole.CASEWORKER,
                name="Invented Name",
                phone_number="+12025550177",
                session_mark="a-mark",
            )
        )
        work.commit()
    with database.engine.connect() as connection:
        row = str(connection.execute(text("select * from staff")).one())
    assert "CW-99" in row
    assert "Invented" not in row
    assert "2025550177" not in row
    with database.unit_of_work() as work:
        (staff,) = work.session.query(Staff).all()
        assert (staff.name, staff.phone_number) == ("Invented Name", "+12025550177")
