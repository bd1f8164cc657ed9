"""What every table shares: ids, aware times, and values that are stored as the words of the vocabulary."""

import enum
import uuid
from datetime import datetime, time
from typing import Annotated, Any

from sqlalchemy import DateTime, Enum, MetaData, Uuid
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.engine import Dialect
from sqlalchemy.orm import DeclarativeBase, mapped_column
from sqlalchemy.types import TypeDecorator

from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import Weekday

NAMES = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Mother of all tables. A moment is an aware UTC datetime."""

    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map = {datetime: DateTime(timezone=True), uuid.UUID: Uuid()}  # noqa: RUF012 - SQLAlchemy reads it


Id = Annotated[uuid.UUID, mapped_column(primary_key=True, default=uuid.uuid4)]


def words(vocabulary: type[enum.StrEnum]) -> Enum:
    """A column type that stores a StrEnum by its value, with the list of allowed values checked by the database."""
    return Enum(
        vocabulary,
        native_enum=False,
        length=40,
        create_constraint=False,
        validate_strings=True,
        values_callable=lambda kind: [member.value for member in kind],
    )


class SafeWindows(TypeDecorator[tuple[SafeWindow, ...]]):
    """Safe windows as a small JSON list; hours of the week are not personal data by themselves."""

    impl = JSONB
    cache_ok = True

    def process_bind_param(self, value: tuple[SafeWindow, ...] | None, dialect: Dialect) -> Any:  # noqa: ARG002 - SQLAlchemy's form
        """Write each window as its weekdays and its two local clock times."""
        return [
            {
                "weekdays": [day.value for day in window.weekdays],
                "from": window.starts.strftime("%H:%M"),
                "to": window.ends.strftime("%H:%M"),
            }
            for window in value or ()
        ]

    def process_result_value(self, value: Any, dialect: Dialect) -> tuple[SafeWindow, ...]:  # noqa: ARG002 - SQLAlchemy's form
        """Read the windows back."""
        return tuple(
            SafeWindow(
                tuple(Weekday(day) for day in window["weekdays"]),
                time.fromisoformat(window["from"]),
                time.fromisoformat(window["to"]),
            )
            for window in value or ()
        )
