"""Explains what the risk rule says about one call and why, from JSON, without a database."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from remote_cm.domain.risk import LastAnswer, RiskPolicy, decide_call_level
from remote_cm.domain.vocabulary import DomainColour, RiskLevel, ScriptDomain, Trigger
from remote_cm.services.json_document import CaseLevel, Document, read_document

MOST_DAYS = 100_000


class _LastInput(Document):
    answer: DomainColour
    days_ago: Annotated[int, Field(ge=0, le=MOST_DAYS)]


class _RiskInput(Document):
    answers: Mapping[ScriptDomain, DomainColour] = {}
    last: Mapping[ScriptDomain, _LastInput] = {}
    triggers: tuple[Trigger, ...] = ()
    danger_button: bool = False
    private: bool = True
    person_of_concern: bool = False
    previous_call_level: RiskLevel | None = None
    floor: CaseLevel | None = None


def explain_risk(document: str, policy: RiskPolicy) -> dict[str, object]:
    """What the rule says of a call: ``level``, ``codes``, ``provisional``, ``effective``, ``chase_within_hours``.

    Missing keys mean not asked, nothing known, private, none. Raises BadInput with every fault that was found.
    """
    call = read_document(document, _RiskInput)
    decision = decide_call_level(
        call.answers,
        {domain: LastAnswer(last.answer, last.days_ago) for domain, last in call.last.items()},
        triggers=call.triggers,
        danger_button=call.danger_button,
        private=call.private,
        person_of_concern=call.person_of_concern,
        previous_call_level=call.previous_call_level,
        floor=call.floor,
        policy=policy,
    )
    return {
        "level": decision.level.value,
        "codes": [code.value for code in decision.codes],
        "provisional": decision.provisional,
        "effective": {domain.value: colour.value for domain, colour in decision.effective.items()},
        "chase_within_hours": decision.chase_within_hours,
    }
