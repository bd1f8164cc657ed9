"""What kinds of duty can be on a person's page: each has one time to be done by, which is policy data."""

from enum import StrEnum


class TaskKind(StrEnum):
    """Why somebody must do something; stored by value and shown in the reader's language."""

    CALL_BACK = "call_back"
    """Somebody asked to be phoned: within two hours (SMS vocabulary §5.3, digit 3)."""

    CALL_AT = "call_at"
    """Somebody asked to be phoned at an hour (digit 7)."""

    HELP = "help"
    """Somebody needs help and it is not known how bad it is: within fifteen minutes (digit 8)."""

    MISSED_CALL = "missed_call"
    """Somebody let it ring once, which asks for a call without spending credit (§5.1.7)."""

    UNKNOWN_SENDER = "unknown_sender"
    """A text or a ring from a number that is nobody's: kept for people to read, never answered (§5.4)."""

    NUMBER_WITHHELD = "number_withheld"
    """It rang without a number: nobody can be called back, so a person has to think who it may be."""

    UPDATE_WORRY = "update_worry"
    """A volunteer's update of level 2, which is E2 of the escalation ladder (§6.4)."""

    UPDATE_BAD = "update_bad"
    """A volunteer's update of level 3, which is E1 of the escalation ladder (§6.3)."""

    NOT_MET = "not_met"
    """A volunteer went and found nobody: the no-answer protocol goes on from here."""

    NEW_CHILD = "new_child"
    """A volunteer knows of a child; who it is may only be said by voice (digit 2)."""

    DEBRIEF = "debrief"
    """A volunteer is ready for the daily talk, or puts it off (digit 4)."""

    DONE_REPORTED = "done_reported"
    """A volunteer says that a task is finished; the caseworker confirms it (digit 5)."""

    WELLBEING = "wellbeing"
    """A volunteer is tired or under stress; kept out of every figure on performance (digit 6, N44)."""

    MENU_ASKED = "menu_asked"
    """A volunteer asked for the list of commands, and may need to be shown them again."""

    ANSWER_GIVEN = "answer_given"
    """A yes or no came to a question of ours."""

    DETAILS_WITHHELD = "details_withheld"
    """A text held a name, a long number or a story: it is locked away and told by voice instead (§5.1.10)."""

    NOT_UNDERSTOOD = "not_understood"
    """A text could not be read: within four hours (§5.4)."""

    NOT_UNDERSTOOD_TWICE = "not_understood_twice"
    """A second text within ten minutes could not be read: within half an hour (§5.4)."""

    ALIAS_UNKNOWN = "alias_unknown"
    """A text named an alias that this volunteer does not have; which child is meant is asked by voice (§5.1.3)."""

    STOP_ASKED = "stop_asked"
    """Somebody wants no more texts: the same day, ask by phone why (§5.6)."""

    FAMILY_TEXT = "family_text"
    """A family number wrote: never answered, and the page shows the contact plan (§5.7)."""

    FAMILY_STOP = "family_stop"
    """A family number wants no more texts: consent has to be renewed by voice before any other (§5.6)."""

    POSSIBLE_DISCOVERY = "possible_discovery"
    """Somebody else may have found out about the calls: check trigger T10 (§5.6)."""

    RED_ANSWER = "red_answer"
    """Something red was heard that is not an immediate danger: E1 (§6.3)."""

    ORANGE_ANSWER = "orange_answer"
    """Something orange was heard: E2 (§6.4)."""

    PRIORITY_DOMAIN_MISSED = "priority_domain_missed"
    """Safety, health or feelings was not covered in a call: chase it (§6.4)."""

    DECLINED_TODAY = "declined_today"
    """The family did not want to talk: no pressure; another time or another way is thought of (script §2.2, O7)."""

    UNSAFE_CONTACT = "unsafe_contact"
    """It was not safe to ask about safety: find a safer way to reach them (risk rule §3.1)."""

    SAFEGUARDING_CONCERN = "safeguarding_concern"
    """Staff, a volunteer or a partner may be the source of harm: for the safeguarding focal point alone (E5, §6.7)."""

    STEP_DOWN_PROPOSED = "step_down_proposed"
    """The calls have earned a lower level: the supervisor decides (risk rule §3.4)."""

    UNSAFE_END = "unsafe_end"
    """A call ended unsafely: a person chooses how to reach the child, nobody rings back (N8)."""

    NO_SAFE_WINDOW = "no_safe_window"
    """No agreed hour is left before a follow-up is due: a person finds another way."""

    FOLLOW_UP_LATE = "follow_up_late"
    """A follow-up was not attempted in time: giving up is never silent."""

    UNREACHABLE = "unreachable"
    """Nobody answered for too long: E3 (§6.5)."""

    VOLUNTEER_SILENT = "volunteer_silent"
    """A volunteer was not heard of at their debrief: E4 (§6.6)."""

    TEXT_UNDELIVERED = "text_undelivered"
    """A text of ours did not arrive, or nobody can tell: reach the person in another way."""

    STAFF_UNREACHABLE = "staff_unreachable"
    """A person on the ladder can no longer be reached by phone or text: mend it before an alert needs them."""
