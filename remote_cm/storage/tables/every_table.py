"""Knows every subject that has tables, so that each table finds the ones that it refers to."""

from sqlalchemy import MetaData
from sqlalchemy.orm import configure_mappers

from remote_cm.storage.tables import (
    alerts,
    bridges,
    calls,
    cases,
    channels,
    collateral,
    consents,
    debriefs,
    inbound,
    messages,
    operations,
    people,
    reconciliation,
    registrations,
    slow_ladders,
    tasks,
)
from remote_cm.storage.tables.base import Base

EVERY_SUBJECT = (
    people,
    cases,
    registrations,
    calls,
    consents,
    collateral,
    inbound,
    slow_ladders,
    tasks,
    alerts,
    bridges,
    messages,
    channels,
    reconciliation,
    operations,
    debriefs,
)


def know_every_table() -> MetaData:
    """See to it that every table is known and fits together, and return them all."""
    configure_mappers()
    return Base.metadata
