"""Which domains of a case were not heard about for too long (MON-08)."""

from collections.abc import Mapping

from remote_cm.domain.next_question import coverage_debts
from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import CaseFile, DomainLevel


def coverage_debts_of(
    around: Surroundings, case: CaseFile, levels: Mapping[ScriptDomain, DomainLevel]
) -> tuple[ScriptDomain, ...]:
    """The domains that were not covered for as long as policy allows, in rank order; they are asked first."""
    heard_on = {domain: row.heard_at.astimezone(around.zone).date() for domain, row in levels.items()}
    return coverage_debts(heard_on, case.opened_on, around.today(), around.policy.call_script)
