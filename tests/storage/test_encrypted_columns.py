"""What somebody who reads the database itself finds of people: nothing that names, reaches or quotes them."""

from collections.abc import Iterator
from datetime import date

import pytest
from cryptography.fernet import Fernet, InvalidToken
from sqlalchemy import Engine, create_engine, select, text
from sqlalchemy.exc import StatementError

from remote_cm.services.end_alert import end_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import take_alert
from remote_cm.settings import Settings
from remote_cm.storage.database import Session, open_database
from remote_cm.storage.encrypted_text import BlindIndex, FieldCipher
from remote_cm.storage.tables.base import Base
from remote_cm.storage.tables.people import Staff
from tests.factories import CAREGIVER_NUMBER, STRANGER_NUMBER, VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage


@pytest.fixture
def rekeyed(settings: Settings) -> Iterator[tuple[Engine, Engine, str]]:
    """An engine with a new key before the old one, one with the new key alone, and the new key."""
    new_key = Fernet.generate_key().decode()
    both = open_database(settings.database_url, FieldCipher((new_key, *settings.data_keys)))
    new_alone = open_database(settings.database_url, FieldCipher((new_key,)))
    yield both, new_alone, new_key
    both.dispose()
    new_alone.dispose()


def _everything(around: Surroundings) -> str:
    with around.database.engine.connect() as connection:
        rows = (
            str(connection.execute(text(f"select cast({table.name} as text) from {table.name}")).all())  # noqa: S608 - our own tables
            for table in Base.metadata.sorted_tables
        )
        return "\n".join(rows)


def _lived(around: Surroundings) -> Stage:
    stage = make_stage(around)
    stage.text(CAREGIVER_NUMBER, "the uncle came back")
    stage.text(STRANGER_NUMBER, "blue flowers 1234567")
    stage.text(VOLUNTEER_NUMBER, "9 47K")
    stage.ring(STRANGER_NUMBER)
    stage.climb_at(300)
    stage.hand_over()
    take_alert(around, stage.people.person("CW-1"), stage.alert().id)
    end_alert(around, stage.people.person("SUP-1"), stage.alert().id, "sleeps at the aunt", date(2026, 11, 23))
    return stage


def test_no_name_no_number_and_nobodys_words_can_be_read_in_the_database(surroundings: Surroundings) -> None:
    stage = _lived(surroundings)

    found = _everything(surroundings)

    assert "CX-TEST" in found
    assert "cw-1" in found
    for secret in ("Name of", "+1202", "2025550", "uncle", "flowers", "1234567", "aunt", "hygiene tips", "Urgent."):
        assert secret not in found, secret
    assert stage.reply_code("CW-1") in found
    assert "the uncle came back" in {event.body for event in stage.events()}
    assert stage.alert().outcome == "sleeps at the aunt"
    assert stage.people.staff("CW-1").name == "Name of CW-1"


def test_what_was_written_with_an_older_key_is_still_read_and_new_rows_use_the_newest(
    surroundings: Surroundings, rekeyed: tuple[Engine, Engine, str]
) -> None:
    both, new_alone, _ = rekeyed
    make_stage(surroundings)
    named = select(Staff).where(Staff.code == "CW-1")

    with Session(both) as session:
        staff = session.execute(named).scalar_one()
        assert staff.name == "Name of CW-1"
        staff.name = "a newer name"
        session.commit()

    with Session(new_alone) as session:
        assert session.scalar(select(Staff.name).where(Staff.code == "CW-1")) == "a newer name"
        with pytest.raises(InvalidToken):
            session.scalar(select(Staff.name).where(Staff.code == "CW-2"))
    with Session(surroundings.database.engine) as session, pytest.raises(InvalidToken):
        session.scalar(select(Staff.name).where(Staff.code == "CW-1"))


def test_a_number_is_still_found_after_the_data_keys_have_changed(
    surroundings: Surroundings, rekeyed: tuple[Engine, Engine, str]
) -> None:
    both, _, _ = rekeyed
    stage = make_stage(surroundings)

    with Session(both) as session:
        found = session.scalars(
            select(Staff.code).where(Staff.phone_fingerprint == stage.people.staff("CW-1").phone_fingerprint)
        )
        assert list(found) == ["CW-1"]


def test_a_value_that_was_changed_in_the_database_is_not_believed(surroundings: Surroundings) -> None:
    stage = make_stage(surroundings)
    with surroundings.database.engine.begin() as connection:
        connection.execute(
            text(
                "update staff set name = overlay(name placing"
                " case substr(name, 41, 1) when 'A' then 'B' else 'A' end from 41 for 1)"
            )
        )

    with pytest.raises(InvalidToken):
        stage.people.staff("CW-1")


def test_an_engine_without_a_cipher_writes_and_reads_no_encrypted_column(
    surroundings: Surroundings, settings: Settings
) -> None:
    make_stage(surroundings)
    bare = create_engine(settings.database_url)

    with Session(bare) as session, pytest.raises((RuntimeError, StatementError)):
        session.scalars(select(Staff)).all()
    bare.dispose()


def test_fingerprints_are_equal_for_equal_numbers_and_need_the_key() -> None:
    index, other_key = BlindIndex("one key"), BlindIndex("another key")

    assert index.of("+12025550110") == index.of("+12025550110")
    assert len({index.of("+12025550110"), index.of("+12025550111"), other_key.of("+12025550110")}) == 3
    assert index.of_pin("a", "1357") != index.of_pin("b", "1357")


def test_the_same_words_look_different_each_time() -> None:
    cipher = FieldCipher((Fernet.generate_key().decode(),))

    assert cipher.hide("hello") != cipher.hide("hello")
    assert cipher.read(cipher.hide("hello")) == "hello"


@pytest.mark.requirement("N31")
def test_an_error_of_the_database_repeats_nothing_that_was_on_its_way_into_it(surroundings: Surroundings) -> None:
    make_stage(surroundings)

    with surroundings.database.unit_of_work() as work:
        taken = work.session.execute(select(Staff).where(Staff.code == "CW-1")).scalar_one()
        work.session.add(Staff(code="CW-1", username="x", role=taken.role, name="Rahima", session_mark=STRANGER_NUMBER))
        with pytest.raises(Exception, match="uq_staff_code") as broken:
            work.session.flush()

    assert "Rahima" not in str(broken.value)
    assert STRANGER_NUMBER not in str(broken.value)
