"""The policy file: every number that agencies argue about, one section for each set of rules."""

from functools import lru_cache
from pathlib import Path

from remote_cm.domain.cadence import CadencePolicy
from remote_cm.domain.call_policy import CallScriptPolicy, TurnPolicy
from remote_cm.domain.caseload import CaseloadPolicy
from remote_cm.domain.contact_override import ConsentPolicy
from remote_cm.domain.debriefs import DebriefPolicy
from remote_cm.domain.delivery import MessagePolicy
from remote_cm.domain.ladder import EscalationPolicy
from remote_cm.domain.local_calendar import CalendarPolicy
from remote_cm.domain.masked_bridge import BridgePolicy
from remote_cm.domain.no_answer import NoAnswerPolicy
from remote_cm.domain.registration import RegistrationPolicy
from remote_cm.domain.reliability_policy import ReliabilityPolicy
from remote_cm.domain.risk import RiskPolicy
from remote_cm.domain.safety_gate import GatePolicy
from remote_cm.domain.slow_ladder import SlowLadderPolicy
from remote_cm.domain.sms_vocabulary import GrammarPolicy
from remote_cm.domain.task_deadlines import TaskPolicy
from remote_cm.domain.time_limits import TimeLimitPolicy
from remote_cm.script_library.faults import ScriptFault, refuse_faults
from remote_cm.script_library.folders import existing_dir
from remote_cm.script_library.located_yaml import read_located
from remote_cm.script_library.typed_yaml import ScriptModel, read_as

DEFAULT_POLICY = "cxb-default"


class Policy(ScriptModel):
    """All numbers of one programme. ``reviewed`` says if the people named in the sign-offs have agreed to them."""

    name: str
    reviewed: bool
    risk: RiskPolicy
    cadence: CadencePolicy
    calendar: CalendarPolicy
    safety_gate: GatePolicy
    consent: ConsentPolicy
    time_limits: TimeLimitPolicy
    registration: RegistrationPolicy
    caseload: CaseloadPolicy
    grammar: GrammarPolicy
    escalation: EscalationPolicy
    call_script: CallScriptPolicy
    turns: TurnPolicy
    tasks: TaskPolicy
    slow_ladders: SlowLadderPolicy
    no_answer: NoAnswerPolicy
    debriefs: DebriefPolicy
    messages: MessagePolicy
    reliability: ReliabilityPolicy
    bridge: BridgePolicy


def load_policy(folder: Path, name: str = DEFAULT_POLICY) -> Policy:
    """The policy of this name below a scripts folder, read once per process. Raises BadInput with every fault."""
    return _load(existing_dir(folder), name)


@lru_cache(maxsize=8)
def _load(folder: Path, name: str) -> Policy:
    policy, faults = read_policy(folder, f"policy/{name}.yaml")
    refuse_faults(faults)
    if policy is None:
        raise AssertionError("a policy without faults has a value")
    return policy


def read_policy(folder: Path, file: str) -> tuple[Policy | None, tuple[ScriptFault, ...]]:
    """One policy file with its faults; it is called what its file is called."""
    located = read_located(folder, file)
    policy, faults = read_as(Policy, located)
    if policy is not None and policy.name != Path(file).stem:
        faults = (*faults, located.fault(("name",), f"must be {Path(file).stem}, like the file"))
    return policy, faults
