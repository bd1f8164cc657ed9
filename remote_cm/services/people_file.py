"""The shape of the file that ``remote-cm load`` takes: teams, camps, staff, duties, volunteers, cases, contacts,
consents.
"""

from datetime import date, time
from typing import Annotated, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from remote_cm.domain.safe_window import SafeWindow
from remote_cm.domain.vocabulary import AgeBand, ContactRole, Duty, RiskLevel, StaffRole, Weekday
from remote_cm.storage.tables.people import CampAccess

Code = Annotated[str, Field(pattern=r"^[A-Z0-9][A-Z0-9-]{1,19}$", description="capitals, digits and hyphens")]
Language = Annotated[str, Field(pattern=r"^[a-z]{2,3}$", description="two or three letters, such as bn")]

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
    """A volunteer. On a shared phone a PIN of four digits tells who writes."""

    code: Code
    caseworker: Code
    camp: Code
    name: Annotated[str, Field(min_length=1)]
    phone_number: str | None = None
    language: Language = "bn"
    shared_phone: bool = False
    pin: Annotated[str, Field(pattern=r"^[0-9]{4}$")] | None = None
    trained_on: date | None = None

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


class ContactRow(Row):
    """A person whom we may call; ``reference`` tells the contacts of one case apart."""

    reference: Annotated[str, Field(min_length=1, max_length=20)]
    role: ContactRole
    relation: str | None = None
    name: Annotated[str, Field(min_length=1)]
    phone_number: str | None = None
    cover_topic: str | None = None
    language: Language = "rhg"
    safe_windows: list[WindowRow] = []
    person_of_concern: bool = False
    verified_on: date | None = None
    text_agreed: bool = False
    bridge_agreed: bool = False


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
    """One child's case."""

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
