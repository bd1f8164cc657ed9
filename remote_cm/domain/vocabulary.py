"""The field's own words, each with one meaning, as the values that are stored, shown and spoken of everywhere.

A *contact* is a person we may call, an *attempt* is one try, a *conversation* is a talk that took place,
a *follow-up* is the duty to have one by a date.
"""

from enum import StrEnum


class RiskLevel(StrEnum):
    """How much harm threatens a child; ``immediate`` is a call level only, a case never carries it (risk rule §3.4)."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    IMMEDIATE = "immediate"

    @property
    def rank(self) -> int:
        """Order of severity, lowest first; compare levels by this and never by their spelling."""
        return list(RiskLevel).index(self)


class AnswerCode(StrEnum):
    """What was heard for one item of the script (monitoring script §2.0)."""

    GREEN = "G"
    ORANGE = "O"
    RED = "R"
    NOT_APPLICABLE = "NA"
    NOT_SAFE = "NS"
    DECLINED = "DE"
    MISSED = "MI"


class DomainColour(StrEnum):
    """The level of one domain; ``U`` is not covered (risk rule §3.1)."""

    GREEN = "G"
    ORANGE = "O"
    RED = "R"
    UNCOVERED = "U"


class ScriptDomain(StrEnum):
    """The eight ranked domains; the first three are the priority domains."""

    SAFETY = "D1"
    HEALTH = "D2"
    FEELINGS = "D3"
    CARE = "D4"
    MEANS = "D5"
    LEARNING = "D6"
    PEOPLE = "D7"
    SERVICES = "D8"

    @property
    def is_priority(self) -> bool:
        """True for safety, health and feelings, which no call may leave out without a chase date."""
        return self in (ScriptDomain.SAFETY, ScriptDomain.HEALTH, ScriptDomain.FEELINGS)


class Trigger(StrEnum):
    """The immediate-danger triggers (monitoring script §2.12); all but T12 open an E0."""

    T1 = "T1"
    T2 = "T2"
    T3 = "T3"
    T4 = "T4"
    T5 = "T5"
    T6 = "T6"
    T7 = "T7"
    T8 = "T8"
    T9 = "T9"
    T10 = "T10"
    T11 = "T11"
    T12 = "T12"
    T13 = "T13"
    T14 = "T14"


class AgeBand(StrEnum):
    """A 0 to 5, B 6 to 11, C 12 to 14, D 15 to 17 years (002 step 1 table)."""

    A = "A"
    B = "B"
    C = "C"
    D = "D"


class Track(StrEnum):
    """With whom a conversation is held; each track has its own privacy and consent."""

    CAREGIVER = "caregiver"
    CHILD = "child"


class ContactRole(StrEnum):
    """Who a person we may call is to the child."""

    CHILD = "child"
    CAREGIVER = "caregiver"
    SAFE_ADULT = "safe_adult"
    FOCAL_PERSON = "focal_person"
    VOLUNTEER = "volunteer"


class CallBackSignal(StrEnum):
    """How a family wants to be reached again after a moment that was not good (CALL-03, script §2.14 D)."""

    MISSED_CALL = "missed_call"
    ONE_DIGIT_TEXT = "one_digit_text"
    SAFE_ADULT = "safe_adult"
    SAFE_SPACE = "safe_space"
    ANOTHER_HOUR = "another_hour"


class LineDropPlan(StrEnum):
    """What was agreed for a line that breaks in a calm call (script §2.2, O6)."""

    RING_BACK = "ring_back"
    WAIT_FOR_THEM = "wait_for_them"


class Household(StrEnum):
    """How everybody else in the home is, asked in every conversation (MON-18)."""

    WELL = "well"
    OTHERS_AFFECTED = "others_affected"
    NEW_CHILD = "new_child"


class Interpreter(StrEnum):
    """Who put the words into the other language; never a child, never a relative of a person of concern (N13)."""

    NONE = "none"
    TRAINED = "trained"
    OTHER_ADULT = "other_adult"


class RemoteReason(StrEnum):
    """Why a contact was by phone and not face to face (MON-25)."""

    ACCESS = "access"
    INSECURITY = "insecurity"
    OUTBREAK = "outbreak"
    WEATHER = "weather"
    FAMILY_WISH = "family_wish"


class StaffRole(StrEnum):
    """What a member of staff may do; see domain/access.py."""

    CASEWORKER = "caseworker"
    SUPERVISOR = "supervisor"
    COORDINATOR = "coordinator"
    ADMINISTRATOR = "administrator"
    SAFEGUARDING = "safeguarding"


class Duty(StrEnum):
    """A place on the ladder that somebody holds for a team (escalation ladder §6.1)."""

    BACKUP_CASEWORKER = "backup_caseworker"
    DUTY_CASEWORKER = "duty_caseworker"
    DUTY_SUPERVISOR = "duty_supervisor"
    DUTY_MANAGER = "duty_manager"
    SAFEGUARDING = "safeguarding"
    ON_CALL = "on_call"
    WELLBEING = "wellbeing"
    """Whom volunteers may talk to about themselves, and who counts it nowhere (SMS vocabulary §5.3, digit 6)."""


class Channel(StrEnum):
    """How somebody is reached."""

    CALL = "call"
    TEXT = "text"
    BRIDGE = "bridge"


class ContactPurpose(StrEnum):
    """Why we reach out: a due follow-up, a call-back, or danger."""

    FOLLOW_UP = "follow_up"
    CALL_BACK = "call_back"
    DANGER = "danger"


class Intent(StrEnum):
    """What a volunteer's text means (SMS vocabulary §5.3)."""

    DANGER = "danger"
    DANGER_NOT_MY_CASEWORKER = "danger_not_my_caseworker"
    HELP = "help"
    CALL_ME = "call_me"
    CALL_AT = "call_at"
    UPDATE = "update"
    NOT_MET = "not_met"
    NEW_CHILD = "new_child"
    DEBRIEF = "debrief"
    DONE = "done"
    WELLBEING = "wellbeing"
    MENU = "menu"
    STOP = "stop"
    YES = "yes"
    NO = "no"
    DETAILS_WITHHELD = "details_withheld"
    UNKNOWN = "unknown"


class SenderKind(StrEnum):
    """Whose number it is, as far as is known. A number shown is a claim and not a proof."""

    VOLUNTEER = "volunteer"
    FAMILY = "family"
    STAFF = "staff"
    UNKNOWN = "unknown"
    WITHHELD = "withheld"

    @property
    def is_stranger(self) -> bool:
        """True when no person of ours is known to have this number: such a number is never written to or rung."""
        return self in (SenderKind.UNKNOWN, SenderKind.WITHHELD)


class FoundBy(StrEnum):
    """How something that came in reached us: in time, out of this machine's journal, or by asking the provider."""

    WEBHOOK = "webhook"
    JOURNAL = "journal"
    RECONCILIATION = "reconciliation"


class LadderName(StrEnum):
    """Which ladder an alert climbs; the steps of each are policy data."""

    E0 = "e0"
    E0_WITHOUT_LINE = "e0_without_line"
    E0_UNKNOWN_SENDER = "e0_unknown_sender"
    HELP = "help"


class Weekday(StrEnum):
    """Days as they are written in safe windows."""

    MON = "mon"
    TUE = "tue"
    WED = "wed"
    THU = "thu"
    FRI = "fri"
    SAT = "sat"
    SUN = "sun"
