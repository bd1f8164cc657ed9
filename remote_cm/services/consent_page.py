"""What a family has agreed to, taken back and was overruled in: everything that a person sees of it on one page."""

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta

from remote_cm.domain.access import CaseAnchor, Person, may_decide_override, may_work_case
from remote_cm.domain.consent import ConsentItem, ConsentKind
from remote_cm.domain.consent_standing import HeardNo, ItemStanding
from remote_cm.domain.refusal import NotFound
from remote_cm.domain.vocabulary import ContactRole, Interpreter
from remote_cm.services.consent_in_force import read_consent, stand_of_case
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.calls import find_open_attempt, find_open_conversation
from remote_cm.storage.codes import list_codes
from remote_cm.storage.consents import list_overrides, list_withdrawals
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import ConsentRecord
from remote_cm.storage.tables.cases import CaseFile
from remote_cm.storage.tables.consents import ConsentWithdrawal, ContactOverride
from remote_cm.storage.turns import list_consent_records
from remote_cm.storage.whole_case import CaseFound, find_whole_case_for


@dataclass(frozen=True)
class YesLine:
    """One spoken yes: who, when, what it counts as, through whom, and until when."""

    at: datetime
    by: ContactRole
    kind: ConsentKind
    interpreter: Interpreter
    valid_until: date | None


@dataclass(frozen=True)
class NoLine:
    """One no: who, when, how it was heard, what is to stop, in whose words, and who wrote it down."""

    at: datetime
    by: ContactRole
    heard: HeardNo
    items: tuple[ConsentItem, ...]
    said: str | None = field(repr=False)
    recorded_by: str


@dataclass(frozen=True)
class OverrideLine:
    """One wish to reach them against their no, and what became of it."""

    id: uuid.UUID
    asked_at: datetime
    asked_by: str
    harm: str = field(repr=False)
    other_ways: str = field(repr=False)
    child_view: str = field(repr=False)
    until: date
    decided_at: datetime | None
    decided_by: str | None
    is_approved: bool | None
    words: str | None = field(repr=False)
    ended_at: datetime | None
    told_on: date | None
    not_told_because: str | None = field(repr=False)
    waits: bool
    holds: bool
    may_decide: bool
    is_to_tell: bool


@dataclass(frozen=True)
class ConsentPage:
    """The page. ``is_kept_apart`` is off while nothing but a yes to the whole is known, from before this service;
    ``call_id`` is the follow-up of a call to them that goes on.
    """

    code: str
    now: datetime
    is_in_force: bool
    is_given: bool
    given_by: ContactRole | None
    given_at: datetime | None
    valid_until: date | None
    withdrawn_at: datetime | None
    is_kept_apart: bool
    standings: tuple[ItemStanding, ...]
    not_to_inform: tuple[str, ...]
    yeses: tuple[YesLine, ...]
    noes: tuple[NoLine, ...]
    overrides: tuple[OverrideLine, ...]
    may_ask: bool
    longest_until: date
    may_work: bool
    call_id: uuid.UUID | None


def show_consent(around: Surroundings, person: Person, code: str) -> ConsentPage:
    """The consent of one case, with an audit row. Raises NotFound when the case does not exist for this person."""
    with around.database.unit_of_work() as work:
        found = find_whole_case_for(work.session, person, code)
        if found is None:
            raise NotFound
        case_id = found.case.id
        records = list_consent_records(work.session, case_id)
        taken_back = list_withdrawals(work.session, case_id)
        overrides = list_overrides(work.session, case_id)
        codes = list_codes(work.session, staff=_staff_of(taken_back, overrides))
        call_id = _call_that_goes_on(work.session, found)
        add_audit_entry(
            work.session,
            at=around.now(),
            actor_id=person.id,
            act="consent:seen",
            subject_kind="case",
            subject_id=case_id,
        )
        work.commit()
    return _page(around, person, found, records, taken_back, overrides, codes, call_id)


def _call_that_goes_on(session: Session, found: CaseFound) -> uuid.UUID | None:
    """A family may say no in the middle of a call, which is then ended where it is."""
    if found.follow_up is None:
        return None
    follow_up_id = found.follow_up.id
    goes_on = find_open_conversation(session, follow_up_id) or find_open_attempt(session, follow_up_id)
    return follow_up_id if goes_on is not None else None


def _page(
    around: Surroundings,
    person: Person,
    found: CaseFound,
    records: Sequence[ConsentRecord],
    taken_back: Sequence[ConsentWithdrawal],
    overrides: Sequence[ContactOverride],
    codes: Mapping[uuid.UUID, str],
    call_id: uuid.UUID | None,
) -> ConsentPage:
    case, consent, today = found.case, found.consent, around.today()
    may_work = may_work_case(person, _anchor(case))
    lines = tuple(_override_line(person, case, one, codes, today, may_work=may_work) for one in overrides)
    is_in_force = read_consent(consent).is_in_force_on(today)
    return ConsentPage(
        code=case.code,
        now=around.now(),
        is_in_force=is_in_force,
        is_given=consent is not None and consent.is_given,
        given_by=consent.given_by if consent else None,
        given_at=consent.given_at if consent else None,
        valid_until=consent.valid_until if consent else None,
        withdrawn_at=consent.withdrawn_at if consent else None,
        is_kept_apart=bool(records or taken_back),
        standings=stand_of_case(case, found.family, records, taken_back, today),
        not_to_inform=tuple(dict.fromkeys(one.not_to_inform for one in records if one.not_to_inform)),
        yeses=tuple(YesLine(one.given_at, one.given_by, one.kind, one.interpreter, one.valid_until) for one in records),
        noes=tuple(_no_line(one, codes) for one in taken_back),
        overrides=lines,
        may_ask=not is_in_force and not any(line.waits or line.holds for line in lines),
        longest_until=today + timedelta(days=around.policy.consent.override_longest_days),
        may_work=may_work,
        call_id=call_id,
    )


def _no_line(no: ConsentWithdrawal, codes: Mapping[uuid.UUID, str]) -> NoLine:
    return NoLine(no.withdrawn_at, no.withdrawn_by, no.heard_how, tuple(no.items), no.said, codes[no.recorded_by_id])


def _override_line(
    person: Person,
    case: CaseFile,
    one: ContactOverride,
    codes: Mapping[uuid.UUID, str],
    today: date,
    *,
    may_work: bool,
) -> OverrideLine:
    waits = one.decided_at is None and one.ended_at is None
    holds = bool(one.is_approved) and one.ended_at is None and today <= one.until
    is_told = one.told_on is not None or one.not_told_because is not None
    return OverrideLine(
        id=one.id,
        asked_at=one.asked_at,
        asked_by=codes[one.asked_by_id],
        harm=one.harm,
        other_ways=one.other_ways,
        child_view=one.child_view,
        until=one.until,
        decided_at=one.decided_at,
        decided_by=codes.get(one.decided_by_id) if one.decided_by_id else None,
        is_approved=one.is_approved,
        words=one.decision_words,
        ended_at=one.ended_at,
        told_on=one.told_on,
        not_told_because=one.not_told_because,
        waits=waits,
        holds=holds,
        may_decide=waits and may_decide_override(person, _anchor(case), one.asked_by_id),
        is_to_tell=bool(one.is_approved) and not is_told and may_work,
    )


def _anchor(case: CaseFile) -> CaseAnchor:
    return CaseAnchor(case.caseworker_id, case.team_id)


def _staff_of(taken_back: Sequence[ConsentWithdrawal], overrides: Sequence[ContactOverride]) -> list[uuid.UUID]:
    named = [one.recorded_by_id for one in taken_back]
    named += [one.asked_by_id for one in overrides]
    return named + [one.decided_by_id for one in overrides if one.decided_by_id is not None]
