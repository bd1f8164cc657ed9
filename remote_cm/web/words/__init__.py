"""Plain words for everything that the rules and the tables name by a word of their own; no page shows a bare code."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from flask import Flask
from flask_babel import LazyString

from remote_cm.domain.slow_ladder import SlowEnd
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.web.gate_words import describe_reasons
from remote_cm.web.words import (
    alerts,
    bridges,
    calls,
    consents,
    debriefs,
    failures,
    levels,
    moments,
    people,
    registrations,
    slow_ladders,
    talks,
    tasks,
)

TABLES: tuple[Mapping[Any, LazyString], ...] = (
    calls.OUTCOMES,
    calls.ENDINGS,
    calls.GATES_OPEN,
    calls.ANSWERS,
    calls.COLOURS,
    calls.DOMAINS,
    calls.CONTACT_ROLES,
    calls.TRACKS,
    calls.ACTION_OWNERS,
    calls.TRIGGERS,
    calls.MOVE_REASONS,
    talks.COLLATERAL_KINDS,
    consents.HEARD_NO,
    consents.ITEM_STATES,
    talks.CONSENT_KINDS,
    talks.EXPLAINED_POINTS,
    talks.CONSENT_ITEMS,
    talks.INTERPRETERS,
    talks.CALL_BACK_SIGNALS,
    talks.LINE_DROP_PLANS,
    talks.HOUSEHOLDS,
    talks.REMOTE_REASONS,
    talks.ACTION_STATES,
    talks.SKIP_REASONS,
    talks.LOCK_REASONS,
    levels.LEVELS,
    levels.RISK_CODES,
    levels.CASE_LEVEL_REASONS,
    levels.NEXT_CALL_REASONS,
    levels.CADENCE_REMARKS,
    tasks.TASKS,
    debriefs.DEBRIEF_STATES,
    debriefs.DEBRIEF_PARTS,
    debriefs.HELD_AS,
    slow_ladders.TASK_OUTCOMES,
    slow_ladders.LADDERS,
    slow_ladders.STEP_OWNERS,
    slow_ladders.PUT_OFFS,
    slow_ladders.ENDS,
    slow_ladders.VOICES,
    alerts.LADDERS,
    alerts.RUNG_ROLES,
    alerts.PROMISES,
    alerts.ACTS,
    alerts.CHANNELS,
    alerts.ACK_OUTCOMES,
    failures.REASONS,
    bridges.MOMENTS,
    bridges.ENDS,
    bridges.HAND_REASONS,
    people.AGE_BANDS,
    people.WEEKDAYS,
    people.PHONE_OWNERS,
    registrations.IDENTIFIERS,
    registrations.REFERRED_BY,
    people.AGREED_WORDS,
)
"""Every enum that pages show, each with its words; a test proves that none of its members is without.

A mapping is invariant in its key, so that no closer type than Any holds them all.
"""

_BY_KIND = {type(next(iter(table))): table for table in TABLES}


def in_words(value: StrEnum) -> str:
    """The words for a member of an enum, in the reader's language. Raises KeyError for an enum without words."""
    return str(_BY_KIND[type(value)][value])


def set_up_words(app: Flask) -> None:
    """Give templates the words as filters and the sentences as functions."""
    app.jinja_env.filters.update(
        in_words=in_words,
        gate_closed=lambda kind: str(calls.GATES_CLOSED[kind]),
        gate_reasons=describe_reasons,
        try_line=calls.describe_next_try,
        try_moment=calls.describe_try,
        call_reason=levels.describe_call_reason,
        risk_code=levels.describe_risk_code,
        level_change=levels.describe_level_change,
        task_line=tasks.describe_task,
        duty_line=tasks.describe_duty,
        task_button=slow_ladders.describe_choice,
        slow_end=lambda end: str(slow_ladders.ENDS[SlowEnd(end)]),
        alert_line=alerts.describe_alert,
        path_line=alerts.describe_line,
        debrief_next=debriefs.describe_next,
        rung_roles=alerts.describe_roles,
        paused_line=lambda channel: str(failures.PAUSED[channel]),
        by_channel=lambda channel: str(failures.BY[channel]),
        mending=failures.describe_mending,
        promise_kept=lambda kind: str(alerts.PROMISES_KEPT[kind]),
        window_line=people.describe_window,
        sex_word=people.describe_sex,
        language_name=people.describe_language,
        domain_name=lambda domain: str(calls.DOMAINS[ScriptDomain(domain)]),
        elapsed=moments.elapsed,
        by_when=moments.by_when,
        from_when=moments.from_when,
        due=moments.due,
        span=moments.length,
        clock_seconds=moments.clock_seconds,
        short_date=moments.short_date,
        form_day=moments.form_day,
        fault_line=talks.describe_fault,
    )
    app.jinja_env.globals.update(
        safe_hours=moments.safe_hours,
        self_checks=calls.SELF_CHECKS,
        move_reasons=lambda: tuple(calls.MOVE_REASONS),
        called_last=alerts.called_last,
        skip_reason_words=lambda: tuple(talks.SKIP_REASONS),
        call_back_signals=lambda: tuple(talks.CALL_BACK_SIGNALS),
        interpreters=lambda: tuple(talks.INTERPRETERS),
        voices=lambda: tuple(slow_ladders.VOICES),
        households=lambda: tuple(talks.HOUSEHOLDS),
        remote_reasons=lambda: tuple(talks.REMOTE_REASONS),
        action_owners=lambda: tuple(calls.ACTION_OWNERS),
    )
