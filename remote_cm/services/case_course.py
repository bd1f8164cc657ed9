"""How a case goes on between its calls: what is open, what the last call changed, what was not asked for too long."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from remote_cm.domain.vocabulary import ScriptDomain
from remote_cm.services.after_call import list_changes
from remote_cm.services.call_views import DomainChange, OpenAction
from remote_cm.services.coverage import coverage_debts_of
from remote_cm.services.open_actions import view_open_actions
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.calls import Conversation, PlanAction
from remote_cm.storage.tables.cases import CaseFile, DomainLevel


@dataclass(frozen=True)
class CaseCourse:
    """What stands on the page of a case beside its history; ``not_asked`` are the domains without an answer for as long
    as policy allows (MON-08).
    """

    actions: tuple[OpenAction, ...]
    changes: tuple[DomainChange, ...]
    not_asked: tuple[ScriptDomain, ...]


def read_course(
    around: Surroundings,
    case: CaseFile,
    judged: Sequence[Conversation],
    levels: Mapping[ScriptDomain, DomainLevel],
    unsettled: Sequence[PlanAction],
) -> CaseCourse:
    """The course of one case with its last two judged talks or more, the newest first, its last known colours, and its
    actions that are not settled, among them what was proposed and never decided on.
    """
    newest, before, *_ = (*judged, None, None)
    return CaseCourse(
        actions=view_open_actions(around, unsettled),
        changes=list_changes(before, newest) if newest is not None else (),
        not_asked=coverage_debts_of(around, case, levels),
    )
