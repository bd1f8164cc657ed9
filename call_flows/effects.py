"""What a text or a ring leads to. Each effect is a value; a service carries it out and writes down its label."""

from dataclasses import dataclass

from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import LadderName, StaffRole


@dataclass(frozen=True)
class OpenAlert:
    """Open an alert that climbs this ladder."""

    ladder: LadderName

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return f"open_alert:{self.ladder}"


@dataclass(frozen=True)
class RecordReport:
    """Keep a volunteer's word on a family: 1 good, 2 worry, 3 bad. It never changes a risk level (N24)."""

    level: int

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return f"record_report:{self.level}"


@dataclass(frozen=True)
class RecordNotMet:
    """Keep that a volunteer went to a family and met nobody: an attempt, from which the no-answer protocol goes on."""

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "record_not_met"


@dataclass(frozen=True)
class ReportDone:
    """Mark what was agreed for volunteers in a case as reported done: the caseworker confirms, nothing closes."""

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "report_done"


@dataclass(frozen=True)
class BookDebrief:
    """The volunteer is ready for the daily talk now, or at the hour that the text names (SMS vocabulary §5.3)."""

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "book_debrief"


@dataclass(frozen=True)
class AnswerQuestion:
    """Answer the question that is open to the sender, once."""

    is_yes: bool

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "answer_question:yes" if self.is_yes else "answer_question:no"


@dataclass(frozen=True)
class MakeTask:
    """Put a duty on the page of the person who has this role for the sender's case, or is on duty when none has."""

    kind: TaskKind
    role: StaffRole

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return f"make_task:{self.kind}"


@dataclass(frozen=True)
class StopTexts:
    """Send this number no more texts.

    ``until_spoken_consent`` is for families: nothing goes there before consent is renewed by voice (SMS vocabulary
    §5.6). For a volunteer reminders stop, and what they send us is heard as before.
    """

    until_spoken_consent: bool

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "stop_texts:until_spoken_consent" if self.until_spoken_consent else "stop_texts"


@dataclass(frozen=True)
class KeepInInbox:
    """Show it in the inbox, where people on duty see it."""

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "keep_in_inbox"


@dataclass(frozen=True)
class LockAway:
    """Keep the words as a restricted note, read by nobody but who has the duty: they may name a child (§5.1.10, N1)."""

    @property
    def label(self) -> str:
        """Names the effect in a stored event, in at most forty letters."""
        return "lock_away"


Effect = (
    OpenAlert
    | RecordReport
    | RecordNotMet
    | ReportDone
    | BookDebrief
    | AnswerQuestion
    | MakeTask
    | StopTexts
    | KeepInInbox
    | LockAway
)
