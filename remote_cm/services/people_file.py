"""The shape of the file that ``remote-cm load`` takes: teams, camps, staff, duties, volunteers, cases, contacts,
consents.
"""

from datetime import date, time
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from remote_cm.domain.safe_window import SafeWindow, TriggerTime
from remote_cm.domain.vocabulary import (
    AgeBand,
    CallBackSignal,
    ContactRole,
    Duty,
    LineDropPlan,
    RiskLevel,
    StaffRole,
    Weekday,
)
from remote_cm.storage.tables.people import CampAccess

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{1,19}$", description="capitals, digits and hyphens")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="two or three letters, such as bn")]

Tag = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]{1,39}$", description="as the script names it")]
AgreedWord = Annotated[str, Field(min_length=2, max_length=40)]

Sex = Annotated[str, Field(pattern=r"^(female|male|other)$", description="female, male or other")]


class Row(BaseModel):
    """A row of the file; an unknown field is a fault, since it is most often a misspelt one."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)


class TeamRow(Row):
    """A team, by its code."""

    code: Code


class CampRow(Row):
    """A camp with today's access."""

    code: Code
    name: Annotated[str, Field(min_length=1, max_length=60)]
    access: CampAccess = CampAccess.OPEN


class StaffRow(Row):
    """A member of staff. ``password`` is set only where it is given, so that a second load changes nobody's."""

    code: Code
    username: Annotated[str, Field(pattern=r"^[a-z0-9][a-z0-9._-]{2,59}$")]
    role: StaffRole
    team: Code | None = None
    supervisor: Code | None = None
    sex: Sex | None = None
    name: Annotated[str, Field(min_length=1)]
    phone_number: str | None = None
    language: Language = "en"
    password: Annotated[str, Field(min_length=12)] | None = None


class DutyRow(Row):
    """Who holds a place on a team's ladder."""

    team: Code
    duty: Duty
    staff: Code


class VolunteerRow(Row):
    """A volunteer. On a shared phone a PIN of four digits tells who writes; ``debrief_at`` is a full hour."""

    code: Code
    caseworker: Code
    camp: Code
    name: Annotated[str, Field(min_length=1)]
    phone_number: str | None = None
    language: Language = "bn"
    shared_phone: bool = False
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None
    trained_on: date | None = None
    debrief_at: time | None = None

    @model_validator(mode="after")
    def _talks_are_at_a_full_hour(self) -> Self:
        if self.debrief_at is not None and self.debrief_at != time(self.debrief_at.hour):
            raise ValueError("debrief_at must be a full hour, since texts name hours only")
        return self

    @model_validator(mode="after")
    def _a_shared_phone_needs_a_pin(self) -> Self:
        if self.shared_phone and self.pin is None:
            raise ValueError("a shared phone needs a pin of four digits")
        return self


class WindowRow(Row):
    """Hours of the week in which a call is safe, in the programme's zone."""

    weekdays: Annotated[list[Weekday], Field(min_length=1)]
    starts: Annotated[time, Field(alias="from")]
    ends: Annotated[time, Field(alias="to")]

    def as_window(self) -> SafeWindow:
        """The value that the rules use."""
        return SafeWindow(tuple(self.weekdays), self.starts, self.ends)

    @model_validator(mode="after")
    def _ends_after_it_starts(self) -> Self:
        if self.ends <= self.starts:
            raise ValueError("a window must end after it starts, on the same day")
        return self


class TriggerTimeRow(Row):
    """An hour of the week that is known to bring danger, in the programme's zone."""

    weekdays: Annotated[list[Weekday], Field(min_length=1)]
    at: time

    def as_trigger_time(self) -> TriggerTime:
        """The value that the rules use."""
        return TriggerTime(tuple(self.weekdays), self.at)


class ContactRow(Row):
    """A person whom we may call; ``reference`` tells the contacts of one case apart.

    ``trigger_times`` are taken out of ``safe_windows`` with the time after each of them in which nobody rings.

    The four words are those that were agreed with this person for the phone (script §2.2, O5): ``opening_word`` and
    ``answer_word`` show that the right two are talking, ``stop_word`` ends a call, ``danger_word`` asks for help.
    """

    reference: Annotated[str, Field(min_length=1, max_length=20)]
    role: ContactRole
    relation: str | None = None
    name: Annotated[str, Field(min_length=1)]
    phone_number: str | None = None
    cover_topic: str | None = None
    language: Language = "rhg"
    safe_windows: list[WindowRow] = []
    trigger_times: list[TriggerTimeRow] = []
    person_of_concern: bool = False
    verified_on: date | None = None
    text_agreed: bool = False
    bridge_agreed: bool = False
    opening_word: AgreedWord | None = None
    answer_word: AgreedWord | None = None
    stop_word: AgreedWord | None = None
    danger_word: AgreedWord | None = None
    words_changed_on: date | None = None
    line_drop_plan: LineDropPlan = LineDropPlan.RING_BACK
    call_back_signal: CallBackSignal | None = None

    @property
    def agreed_words(self) -> tuple[str, ...]:
        """Those of the four words that were agreed."""
        words = (self.opening_word, self.answer_word, self.stop_word, self.danger_word)
        return tuple(word for word in words if word is not None)

    @model_validator(mode="after")
    def _each_word_means_one_thing(self) -> Self:
        if len({word.casefold() for word in self.agreed_words}) < len(self.agreed_words):
            raise ValueError("the opening, answer, stop and danger words of a person must all differ")
        return self

    @model_validator(mode="after")
    def _who_is_feared_is_given_no_words(self) -> Self:
        if self.person_of_concern and self.agreed_words:
            raise ValueError("no words are agreed with a person of concern, who is never called")
        return self

    @model_validator(mode="after")
    def _a_change_is_of_words(self) -> Self:
        if self.words_changed_on is not None and not self.agreed_words:
            raise ValueError("words_changed_on needs at least one word")
        return self


class ConsentRow(Row):
    """What the family agreed to."""

    given: bool
    given_by: ContactRole | None = None
    given_at: AwareDatetime | None = None
    valid_until: date | None = None
    withdrawn_at: AwareDatetime | None = None


class CaseVolunteerRow(Row):
    """A volunteer who looks after a family; an alias is given where none is named."""

    code: Code
    alias: Annotated[str, Field(pattern=r"^[0-9]{2}[A-Z]$")] | None = None
    introduced_on: date | None = None


class CaseRow(Row):
    """One child's case.

    ``known_threat`` is the danger that the plan names and that may be spoken of; ``meeting_place`` is where the child
    agreed to be met face to face (CALL-21); ``tags`` are the marks of the script that bring questions of their own,
    such as ``after_reunification``. ``supervisor_review_on`` is given for a case that can only be monitored: the day on
    which the supervisor looks at it (MON-11).
    """

    code: Code
    caseworker: Code
    camp: Code
    age_band: AgeBand
    sex: Sex
    disability: bool = False
    self_harm_history: bool = False
    language: Language = "rhg"
    level: RiskLevel
    floor: RiskLevel | None = None
    opened_on: date
    first_review_done_on: date | None = None
    cadence_preset: str | None = None
    last_contact_at: AwareDatetime | None = None
    known_threat: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    meeting_place: Annotated[str, Field(min_length=1, max_length=300)] | None = None
    tags: list[Tag] = []
    supervisor_review_on: date | None = None
    contacts: list[ContactRow] = []
    consent: ConsentRow | None = None
    volunteers: list[CaseVolunteerRow] = []

    @model_validator(mode="after")
    def _a_case_is_never_immediate(self) -> Self:
        if RiskLevel.IMMEDIATE in (self.level, self.floor):
            raise ValueError("a case is high, medium or low; immediate is the level of one call")
        return self


class PeopleFile(Row):
    """The whole file; every list may be left out."""

    teams: list[TeamRow] = []
    camps: list[CampRow] = []
    staff: list[StaffRow] = []
    duties: list[DutyRow] = []
    volunteers: list[VolunteerRow] = []
    cases: list[CaseRow] = []
