"""Talks with people beside the family: what must be certain first, what is said, and what was learnt (MON-23)."""

import uuid
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from remote_cm.domain.access import CaseAnchor, Person, may_work_case
from remote_cm.domain.call_extras import CollateralKind, CollateralScript
from remote_cm.domain.collateral import FamilyConsent, check_collateral
from remote_cm.domain.refusal import BadInput, Fault, NotAllowed, NotFound
from remote_cm.domain.vocabulary import ContactRole, LadderName, Track
from remote_cm.services.consent_in_force import read_consent
from remote_cm.services.open_alert import AlertCause, open_alert
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.audit_log import add_audit_entry
from remote_cm.storage.collateral import (
    add_collateral_talk,
    find_collateral_talk,
    list_collateral_talks,
    list_not_to_inform,
)
from remote_cm.storage.database import Session, UnitOfWork
from remote_cm.storage.tables.collateral import CollateralTalk
from remote_cm.storage.whole_case import CaseFound, find_whole_case_for

SHOWN = 20

SENT_BEFORE = "id"
"""Where the fault stands when a form comes again with other words: nothing that is typed is dropped in silence."""

WHAT_IS_SENT = (
    "case_id",
    "kind",
    "name",
    "caregiver_agreed",
    "child_agreed",
    "said",
    "view",
    "has_told_danger",
)
"""What is the same in the same form."""


@dataclass(frozen=True)
class CollateralHeld:
    """A talk as the caseworker writes it down; ``id`` comes with the form, so that sent twice it is one talk.

    ``certain`` are the places of the points that were ticked, ``kind`` is None where nothing was chosen.
    """

    id: uuid.UUID
    kind: CollateralKind | None
    name: str = field(repr=False)
    agreed_by: frozenset[Track]
    certain: frozenset[int]
    said: str = field(default="", repr=False)
    view: str = field(default="", repr=False)
    has_told_danger: bool = False


@dataclass(frozen=True)
class CollateralLine:
    """One talk that was had. The words are for the case's own caseworker, and None for anybody else."""

    kind: CollateralKind
    at: datetime
    caseworker: str
    name: str | None
    said: str | None
    view: str | None
    has_told_danger: bool


@dataclass(frozen=True)
class CollateralPage:
    """What to know before and during such a talk, and those that were had, the newest first."""

    code: str
    script: CollateralScript | None
    script_is_reviewed: bool
    may_work: bool
    has_consent: bool
    whose_yes: tuple[Track, ...]
    not_to_inform: tuple[str, ...]
    talks: tuple[CollateralLine, ...]
    now: datetime


def show_collateral(around: Surroundings, person: Person, code: str) -> CollateralPage:
    """The talks with others about one case, as an audited look. Raises NotFound when it does not exist for them."""
    with around.database.unit_of_work() as work:
        found = _find(work.session, person, code)
        may_work = _may_work(person, found)
        family = _family(around, work.session, found)
        talks = list_collateral_talks(work.session, found.case.id, SHOWN)
        _audit(around, work.session, person, found, "collateral:seen")
        work.commit()
    return CollateralPage(
        code=found.case.code,
        script=around.script.collateral,
        script_is_reviewed=around.script.is_reviewed,
        may_work=may_work,
        has_consent=family.is_in_force,
        whose_yes=tuple(track for track in Track if track in family.whose_yes),
        not_to_inform=family.not_to_inform if may_work else (),
        talks=_lines(talks, shows_words=may_work),
        now=around.now(),
    )


def record_collateral(around: Surroundings, person: Person, code: str, held: CollateralHeld) -> uuid.UUID | None:
    """Write down one talk; it meets no follow-up, covers no domain and changes no level.

    Where danger was told the alert is open with the same commit, and its id is returned. It is open also where the
    rest is refused: danger never waits for a form. Raises NotFound, NotAllowed for whoever is not the case's
    caseworker, and BadInput with every fault.
    """
    with around.database.unit_of_work() as work:
        found = _find_to_work(work.session, person, code)
        alert_id = _open_danger(around, work, person, found) if held.has_told_danger else None
        try:
            _write(around, work.session, person, found, held)
        except BadInput:
            if alert_id is not None:
                work.commit()
            raise
        work.commit()
    return alert_id


def hear_of_danger(around: Surroundings, person: Person, code: str) -> uuid.UUID:
    """Open an E0 because somebody told of danger to the child, and return the alert's id; nothing is asked first.

    Raises NotFound, or NotAllowed for whoever is not the case's caseworker.
    """
    with around.database.unit_of_work() as work:
        found = _find_to_work(work.session, person, code)
        alert_id = _open_danger(around, work, person, found)
        work.commit()
    return alert_id


def _open_danger(around: Surroundings, work: UnitOfWork, person: Person, found: CaseFound) -> uuid.UUID:
    case = found.case
    cause = AlertCause(LadderName.E0, team_id=case.team_id, caseworker_id=case.caseworker_id, case_id=case.id)
    alert = open_alert(around, work, cause)
    _audit(around, work.session, person, found, "danger:pressed")
    return alert.id


def _write(around: Surroundings, session: Session, person: Person, found: CaseFound, held: CollateralHeld) -> None:
    points = around.script.collateral.first if around.script.collateral is not None else ()
    is_all_certain = held.certain >= frozenset(range(len(points)))
    family = _family(around, session, found)
    check_collateral(family, held.kind, held.name, held.agreed_by, is_all_certain=is_all_certain)
    talk = CollateralTalk(
        id=held.id,
        case_id=found.case.id,
        caseworker_id=person.id,
        kind=held.kind,
        name=held.name.strip(),
        caregiver_agreed=Track.CAREGIVER in held.agreed_by,
        child_agreed=Track.CHILD in held.agreed_by,
        talked_at=around.now(),
        said=held.said.strip(),
        view=held.view.strip(),
        has_told_danger=held.has_told_danger,
    )
    if add_collateral_talk(session, talk):
        _audit(around, session, person, found, "collateral:written")
    elif not _is_same(find_collateral_talk(session, held.id), talk):
        again = "this form was sent before with other words: press again if it was another talk"
        raise BadInput(Fault(SENT_BEFORE, again))


def _is_same(written: CollateralTalk | None, sent: CollateralTalk) -> bool:
    return written is not None and all(getattr(written, name) == getattr(sent, name) for name in WHAT_IS_SENT)


def _find(session: Session, person: Person, code: str) -> CaseFound:
    found = find_whole_case_for(session, person, code)
    if found is None:
        raise NotFound
    return found


def _find_to_work(session: Session, person: Person, code: str) -> CaseFound:
    found = _find(session, person, code)
    if not _may_work(person, found):
        raise NotAllowed("only the case's own caseworker speaks with others about it")
    return found


def _may_work(person: Person, found: CaseFound) -> bool:
    return may_work_case(person, CaseAnchor(found.case.caseworker_id, found.case.team_id))


def _family(around: Surroundings, session: Session, found: CaseFound) -> FamilyConsent:
    feared = [contact for contact in found.family if contact.is_person_of_concern]
    return FamilyConsent(
        is_in_force=read_consent(found.consent).is_in_force_on(around.today()),
        band=found.case.age_band,
        caregiver_is_person_of_concern=any(contact.role is ContactRole.CAREGIVER for contact in feared),
        feared=tuple(contact.name for contact in feared),
        not_to_inform=tuple(list_not_to_inform(session, found.case.id)),
    )


def _lines(talks: Sequence[tuple[CollateralTalk, str]], *, shows_words: bool) -> tuple[CollateralLine, ...]:
    return tuple(
        CollateralLine(
            kind=talk.kind,
            at=talk.talked_at,
            caseworker=caseworker,
            name=talk.name if shows_words else None,
            said=talk.said if shows_words else None,
            view=talk.view if shows_words else None,
            has_told_danger=talk.has_told_danger,
        )
        for talk, caseworker in talks
    )


def _audit(around: Surroundings, session: Session, person: Person, found: CaseFound, act: str) -> None:
    add_audit_entry(
        session, at=around.now(), actor_id=person.id, act=act, subject_kind="case", subject_id=found.case.id
    )
