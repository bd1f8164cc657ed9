"""What a family has agreed to as the rules see it at this moment, with what two people decided against its no."""

import uuid
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from remote_cm.domain.consent import ConsentItem, needed_consents
from remote_cm.domain.consent_standing import ItemStanding, WordGiven, WordTakenBack, stand_of_items
from remote_cm.domain.safety_gate import GateConsent
from remote_cm.domain.vocabulary import ContactRole
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_consent, list_contacts
from remote_cm.storage.consents import is_overridden, list_withdrawals
from remote_cm.storage.database import Session
from remote_cm.storage.tables.calls import ConsentRecord
from remote_cm.storage.tables.cases import CaseFile, Consent, Contact
from remote_cm.storage.tables.consents import ConsentWithdrawal
from remote_cm.storage.turns import list_consent_records


def read_consent(consent: Consent | None) -> GateConsent:
    """What the family itself has agreed to; no row is no consent."""
    return GateConsent(
        is_given=consent is not None and consent.is_given,
        valid_until=consent.valid_until if consent else None,
        is_withdrawn=consent is not None and consent.withdrawn_at is not None,
    )


def read_consent_now(
    around: Surroundings, session: Session, case_id: uuid.UUID, consent: Consent | None
) -> GateConsent:
    """The same for whether they may be reached: a decision of two people counts where the family's own yes is missing,
    over or taken back (N43).
    """
    agreed, today = read_consent(consent), around.today()
    if agreed.is_in_force_on(today):
        return agreed
    return replace(agreed, is_overridden=is_overridden(session, case_id, today))


def must_rest(around: Surroundings, session: Session, case_id: uuid.UUID) -> bool:
    """True while nobody may be asked to call: the family took its yes back, and nobody decided against that (N43)."""
    now = read_consent_now(around, session, case_id, find_consent(session, case_id))
    return now.is_withdrawn and not now.is_overridden


def read_standings(around: Surroundings, session: Session, case: CaseFile) -> tuple[ItemStanding, ...]:
    """What stands of each item that the family of a case was asked for."""
    records, taken_back = list_consent_records(session, case.id), list_withdrawals(session, case.id)
    return stand_of_case(case, list_contacts(session, case.id), records, taken_back, around.today())


def stand_of_case(
    case: CaseFile,
    family: Sequence[Contact],
    records: Sequence[ConsentRecord],
    taken_back: Sequence[ConsentWithdrawal],
    today: date,
) -> tuple[ItemStanding, ...]:
    """The same, where everything has been found already."""
    given = [
        WordGiven(
            one.track,
            one.given_at,
            {item: one.agreed.get(item.value) == "yes" for item in ConsentItem},
            one.valid_until,
        )
        for one in records
    ]
    noes = [WordTakenBack(one.withdrawn_at, frozenset(one.items)) for one in taken_back]
    is_excluded = any(one.role is ContactRole.CAREGIVER and one.is_person_of_concern for one in family)
    needed = needed_consents(case.age_band, caregiver_is_person_of_concern=is_excluded)
    return stand_of_items(given, noes, needed, today)
