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
    """The hour of the daily talk has come, or the volunteer is ready for it (digit 4)."""

    DEBRIEFS_MISSED = "debriefs_missed"
    """Too many daily talks with a volunteer were missed: the supervisor hears of it (debrief form §7.1)."""

    DONE_REPORTED = "done_reported"
    """A volunteer says that a task is finished; the caseworker confirms it (digit 5)."""

    WELLBEING = "wellbeing"
    """A volunteer is tired or under stress; kept out of every figure on performance (digit 6, N44)."""

    WELLBEING_CALL = "wellbeing_call"
    """A volunteer took up the offer to talk about themselves; kept out of every figure too (digit 6, N44)."""

    TRAINING_NEEDED = "training_needed"
    """A volunteer wrote details again: they need to be shown once more what goes into a text (§5.1.10)."""

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

    CHILD_REFUSED = "child_refused"
    """The child could again not be spoken to alone, so often in a row that the supervisor hears of it (§2.2, O8)."""

    CAREGIVER_EXCLUDED = "caregiver_excluded"
    """The caregiver is part of the harm, so that the child's yes stands alone: the supervisor knows (CALL-15)."""

    CONSENT_WITHDRAWN = "consent_withdrawn"
    """The family took its yes back, whole or in part: the supervisor sees to what follows (N43)."""

    OVERRIDE_ASKED = "override_asked"
    """A family is to be reached against its no: the second person decides (CALL-16, N43)."""

    OVERRIDE_DECLINED = "override_declined"
    """The second person said no to that: another way to help is thought of."""

    CHILD_TO_TELL = "child_to_tell"
    """It was decided against the child's no: they are told why, as soon as that is safe (CALL-16, INC-05)."""

    OVERHEARD_BY_FEARED = "overheard_by_feared"
    """The feared person heard a call: the supervisor knows the same day (script §2.14 C)."""

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

    SEEN_WORRYING = "seen_worrying"
    """Somebody went to look, or asked, and what they found is a worry: E1 (§6.3)."""

    FIRST_CONTACT = "first_contact"
    """E1 runs and nobody has the first contact yet (§6.3)."""

    SUPERVISOR_TOLD = "supervisor_told"
    """E1 runs, and its supervisor hears of it the same day (§6.3)."""

    ACTION_STARTED = "action_started"
    """E1: something that helps has begun within a day (§6.3)."""

    SECOND_CONTACT = "second_contact"
    """E1: the child or the caregiver is spoken to a second time within two days (§6.3)."""

    WORRY_CALL = "worry_call"
    """E2 runs and nobody has the call yet: within three days, one day for a High case (§6.4)."""

    DEBRIEF_POINT = "debrief_point"
    """E2: the volunteer who visits this family is asked about it in the next talk of the day (§6.4)."""

    WEEKLY_LOOK = "weekly_look"
    """E2: the supervisor looks once a week at what still worries (§6.4)."""

    SAFE_ADULT_ASKED = "safe_adult_asked"
    """Nobody of the family answers: the safe adult or the focal person is asked the same day (script §2.14 E)."""

    EYES_ON = "eyes_on"
    """Nobody answers in a High case: somebody sees the child within a day (§2.14 E)."""

    VOLUNTEER_VISIT = "volunteer_visit"
    """Nobody answers: a volunteer comes by on a routine errand (§2.14 E)."""

    NOBODY_REACHED = "nobody_reached"
    """The supervisor knows that a family is not reached, at the time that its level asks for (§2.14 E)."""

    ENQUIRIES = "enquiries"
    """Not reached for a month or longer: focal point, kin who agreed to it, services (§2.14 E)."""

    CLOSURE_GROUND = "closure_ground"
    """Not reached for three months: the supervisor weighs what that means; nothing closes by itself (§2.14 E, N26)."""

    LOST_NUMBER = "lost_number"
    """A number is dead: it is found out by another way how the family is reached now (§2.14 E)."""

    NUMBER_NOT_THEIRS = "number_not_theirs"
    """Somebody else picked up twice: the safe adult says whose number it is before it is rung again (§2.14 B)."""

    OTHER_WAY = "other_way"
    """Not a good moment twice in a row: a visit or another safe adult is thought of (§2.14 D)."""

    DEBRIEF_TRY = "debrief_try"
    """E4: a volunteer who missed the talk of the day is tried again (§6.6)."""

    ASK_AFTER_VOLUNTEER = "ask_after_volunteer"
    """E4: another volunteer or the focal point asks after them as a person, not about cases (§6.6)."""

    FAMILIES_COVERED = "families_covered"
    """E4: the back-up sees to the urgent families of a volunteer who is silent (§6.6)."""

    WELFARE_CHECK = "welfare_check"
    """E4: two days of silence, and the supervisor finds out if the volunteer is well (§6.6)."""

    CASES_RECOVERED = "cases_recovered"
    """E4: the families of a silent volunteer are given to somebody else (§6.6)."""

    TEXT_UNDELIVERED = "text_undelivered"
    """A text of ours did not arrive, or nobody can tell: reach the person in another way."""

    STAFF_UNREACHABLE = "staff_unreachable"
    """A person on the ladder can no longer be reached by phone or text: mend it before an alert needs them."""

    HANDLING_FAILED = "handling_failed"
    """Something came in that the service could not handle: a person reads it and does what it asks for."""

    MONITORED_CALL = "monitored_call"
    """A call seemed to be listened to: how they are is found out by another way, and T10 is checked (§2.14 F)."""

    WORKER_NEEDS_CALL = "worker_needs_call"
    """Somebody handed a call over: their supervisor rings them the same day, without any blame (§2.14 G)."""

    COVER_NEEDED = "cover_needed"
    """A call was handed over and nobody is back-up: the supervisor decides who goes on with it (§2.14 G)."""

    AGREED_ACTION = "agreed_action"
    """Something that was agreed after a call, on the day that was agreed (MON-04)."""

    ACTION_TO_TELL = "action_to_tell"
    """Something that was agreed is a volunteer's: the caseworker tells them by voice, never in a text (MON-04)."""

    SETTLE_CALL = "settle_call"
    """What a call left was not confirmed, or not written down, a day later (MON-24)."""

    HARD_CALL = "hard_call"
    """A call was hard: the supervisor rings whoever made it the same day (CARE-07)."""

    OTHERS_AFFECTED = "others_affected"
    """Somebody else in the home of a child is not well (MON-18)."""

    CHILD_IN_HOUSEHOLD = "child_in_household"
    """Another child there may be at risk: who it is is told by voice, and it becomes a case of its own (MON-18)."""

    CASE_STEP = "case_step"
    """A step of case work is due: assessment, file, plan, first action, review (RSK-12 to RSK-20)."""

    MONITORING_REVIEW = "monitoring_review"
    """The day has come on which the supervisor looks at a case that can only be monitored (MON-11)."""


KEPT_OUT_OF_FIGURES = frozenset(
    {
        TaskKind.WELLBEING,
        TaskKind.WELLBEING_CALL,
        TaskKind.DEBRIEF,
        TaskKind.DEBRIEFS_MISSED,
        TaskKind.DEBRIEF_TRY,
        TaskKind.VOLUNTEER_SILENT,
        TaskKind.HARD_CALL,
        TaskKind.WORKER_NEEDS_CALL,
    }
)
"""Debriefs and how somebody is are never counted in anybody's figures (N44)."""
