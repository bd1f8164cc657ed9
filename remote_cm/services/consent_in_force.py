"""What a family has agreed to as the rules see it at this moment, with what two people decided against its no."""

import uuid
from dataclasses import replace

from remote_cm.domain.safety_gate import GateConsent
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.cases import find_consent
from remote_cm.storage.consents import is_overridden
from remote_cm.storage.database import Session
from remote_cm.storage.tables.cases import Consent


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
