"""A volunteer with an agreed hour, and the timetable's passes by hand."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from remote_cm.domain.debriefs import DebriefState
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.services.run_debriefs import run_debriefs
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.debriefs import AskedQuestion, Debrief
from remote_cm.storage.tables.messages import Message, MessagePurpose
from remote_cm.storage.tables.tasks import Task
from tests.factories import VOLUNTEER_NUMBER, case_row, volunteer_row
from tests.frozen_clock import SUNDAY_MORNING
from tests.services.stage import ALIAS, Stage, make_stage

SUNDAY = SUNDAY_MORNING.date()


@dataclass(frozen=True)
class DebriefStage:
    """What the clock of the talks leads to, on a stage."""

    stage: Stage

    @property
    def around(self) -> Surroundings:
        """Real rules over a real database."""
        return self.stage.around

    def moment(self, hour: int, minute: int = 0, second: int = 0, day: date = SUNDAY) -> datetime:
        """A local hour as an aware moment."""
        return datetime.combine(day, time(hour, minute, second), self.around.zone).astimezone(UTC)

    def stand_at(self, hour: int, minute: int = 0, second: int = 0, day: date = SUNDAY) -> None:
        """Move the clock to a local hour."""
        self.stage.clock.set(self.moment(hour, minute, second, day))

    def tick_at(self, hour: int, minute: int = 0, second: int = 0, day: date = SUNDAY) -> int:
        """One pass of the timetable at a local hour; how many steps were done."""
        self.stand_at(hour, minute, second, day)
        return run_debriefs(self.around)

    def text(self, body: str) -> None:
        """The volunteer writes."""
        self.stage.text(VOLUNTEER_NUMBER, body)

    def debriefs(self) -> list[Debrief]:
        """Every talk, by day."""
        return sorted(self.stage.rows(Debrief), key=lambda row: row.day)

    def debrief(self, day: date = SUNDAY) -> Debrief:
        """The talk of one day."""
        (found,) = (row for row in self.debriefs() if row.day == day)
        return found

    def state(self, day: date = SUNDAY) -> DebriefState:
        """How the talk of one day stands."""
        return self.debrief(day).state

    def slot(self, day: date = SUNDAY) -> str:
        """The local day and hour of a talk."""
        return f"{self.debrief(day).slot_at.astimezone(self.around.zone):%a %H:%M}"

    def reminders(self) -> list[str | None]:
        """Every text of our own accord, in order."""
        sent = self.stage.rows(Message, Message.purpose == MessagePurpose.REMINDER)
        return [row.body for row in sorted(sent, key=lambda row: row.owed_at)]

    def open_tasks(self) -> list[tuple[str, str | None]]:
        """What stands on pages: the kind and whose it is."""
        rows = self.stage.rows(Task, Task.done_at.is_(None))
        return sorted((row.kind.value, self.stage.code_of(row.assignee_id)) for row in rows)

    def task_due(self, kind: str) -> str:
        """The local hour by which the open task of a kind is due."""
        (task,) = (row for row in self.stage.rows(Task, Task.done_at.is_(None)) if row.kind == kind)
        return f"{task.due_at.astimezone(self.around.zone):%a %H:%M}"

    def question(self) -> AskedQuestion:
        """The only question about an hour that was asked."""
        (asked,) = self.stage.rows(AskedQuestion, AskedQuestion.kind == QuestionKind.DEBRIEF_SLOT)
        return asked


def make_debrief_stage(around: Surroundings, **changes: Any) -> DebriefStage:
    """The usual team; its volunteer has agreed on four in the afternoon and calls the usual case 47K."""
    volunteer = volunteer_row("V-001", VOLUNTEER_NUMBER, **({"debrief_at": "16:00"} | changes))
    case = case_row(volunteers=[{"code": "V-001", "alias": ALIAS}])
    return DebriefStage(make_stage(around, case, volunteers=[volunteer]))
