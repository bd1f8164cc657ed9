"""What each text leads to: one outcome for every meaning from every sender, and never silence."""

from dataclasses import replace
from itertools import product

import pytest

from call_flows.effects import (
    AnswerQuestion,
    BookDebrief,
    Effect,
    KeepInInbox,
    LockAway,
    MakeTask,
    OpenAlert,
    RecordNotMet,
    RecordReport,
    ReportDone,
    StopTexts,
)
from call_flows.volunteer_text import AliasStanding, TextOutcome, TextRead, TextWords, decide_outcome_of_text
from remote_cm.domain.open_questions import QuestionKind
from remote_cm.domain.task_kinds import TaskKind
from remote_cm.domain.vocabulary import Intent, LadderName, SenderKind, StaffRole

NEVER_WRITTEN_TO = (SenderKind.FAMILY, SenderKind.UNKNOWN, SenderKind.WITHHELD)
DANGER = (Intent.DANGER, Intent.DANGER_NOT_MY_CASEWORKER)

EVERY_TEXT = [
    TextRead(*made)
    for made in product(
        *(SenderKind, Intent, AliasStanding, (None, 1, 2, 3), (False, True), (False, True)),
        *((None, *QuestionKind), (False, True)),
    )
]


def task(kind: TaskKind, role: StaffRole = StaffRole.CASEWORKER) -> MakeTask:
    return MakeTask(kind, role)


def decided(text: TextRead) -> TextOutcome:
    """The outcome under the usual policy, which answers danger by a call alone."""
    return decide_outcome_of_text(text, danger_is_answered=False)


def outcome(
    intent: Intent,
    sender: SenderKind = SenderKind.VOLUNTEER,
    alias: AliasStanding = AliasStanding.NONE,
    level: int | None = None,
) -> TextOutcome:
    return decided(TextRead(sender, intent, alias, level))


def update(level: int | None, alias: AliasStanding = AliasStanding.KNOWN) -> TextOutcome:
    return outcome(Intent.UPDATE, alias=alias, level=level)


@pytest.mark.parametrize("sender", SenderKind)
@pytest.mark.parametrize("intent", Intent)
def test_every_meaning_from_every_sender_has_an_outcome_and_none_is_silent(sender: SenderKind, intent: Intent) -> None:
    texts = [text for text in EVERY_TEXT if (text.sender, text.intent) == (sender, intent)]
    for text in texts:
        made = decide_outcome_of_text(text, danger_is_answered=True)
        # Only the menu is words and nothing else.
        assert made.effects or (text.intent is Intent.MENU and made.reply is not None)
    assert len(texts) == 288


def test_every_effect_has_a_label_that_fits_its_column() -> None:
    labels = {
        effect.label for text in EVERY_TEXT for effect in decide_outcome_of_text(text, danger_is_answered=True).effects
    }

    assert len(labels) > 20
    assert all(0 < len(label) <= 40 for label in labels)


def test_what_a_sender_alone_may_lead_to_is_an_alert_a_task_a_note_or_a_stop() -> None:
    kinds = {
        type(effect) for text in EVERY_TEXT for effect in decide_outcome_of_text(text, danger_is_answered=True).effects
    }

    assert kinds == {
        *(OpenAlert, MakeTask, RecordReport, RecordNotMet, ReportDone, BookDebrief, AnswerQuestion),
        *(KeepInInbox, LockAway, StopTexts),
    }


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize("alias", AliasStanding)
@pytest.mark.parametrize("sender", [SenderKind.VOLUNTEER, SenderKind.FAMILY, SenderKind.STAFF])
def test_danger_opens_an_e0_at_once_with_or_without_an_alias(sender: SenderKind, alias: AliasStanding) -> None:
    assert outcome(Intent.DANGER, sender, alias) == TextOutcome((OpenAlert(LadderName.E0),))


def test_danger_that_may_concern_the_caseworker_goes_around_them_and_is_answered_alike() -> None:
    around = outcome(Intent.DANGER_NOT_MY_CASEWORKER)

    assert around == TextOutcome((OpenAlert(LadderName.E0_WITHOUT_LINE),))
    assert around.reply == outcome(Intent.DANGER).reply


@pytest.mark.parametrize("intent", DANGER)
def test_where_the_policy_says_so_a_volunteer_in_danger_gets_the_same_words_for_9_and_98(intent: Intent) -> None:
    text = TextRead(SenderKind.VOLUNTEER, intent)

    assert decide_outcome_of_text(text, danger_is_answered=True).reply is TextWords.DANGER
    assert decide_outcome_of_text(text, danger_is_answered=False).reply is None
    assert decide_outcome_of_text(TextRead(SenderKind.STAFF, intent), danger_is_answered=True).reply is None


@pytest.mark.parametrize("intent", DANGER)
@pytest.mark.parametrize("sender", [SenderKind.UNKNOWN, SenderKind.WITHHELD])
def test_danger_from_a_stranger_wakes_the_duty_caseworker_and_is_never_answered(
    sender: SenderKind, intent: Intent
) -> None:
    assert outcome(intent, sender) == TextOutcome((OpenAlert(LadderName.E0_UNKNOWN_SENDER),))


@pytest.mark.parametrize("sender", NEVER_WRITTEN_TO)
def test_nothing_is_ever_sent_to_a_family_or_to_a_stranger(sender: SenderKind) -> None:
    for text in EVERY_TEXT:
        if text.sender is sender:
            made = decide_outcome_of_text(text, danger_is_answered=True)
            assert (made.reply, made.second_reply) == (None, None)


@pytest.mark.requirement("VOL-07")
@pytest.mark.parametrize("intent", DANGER)
def test_danger_opens_an_alert_whatever_else_the_text_says(intent: Intent) -> None:
    for text in EVERY_TEXT:
        if text.intent is intent:
            assert any(
                isinstance(effect, OpenAlert)
                for effect in decide_outcome_of_text(text, danger_is_answered=True).effects
            )


def test_help_from_a_volunteer_climbs_its_own_ladder() -> None:
    assert outcome(Intent.HELP) == TextOutcome((OpenAlert(LadderName.HELP),), TextWords.HELP)


def test_a_good_update_is_kept_and_thanked_for() -> None:
    assert update(1) == TextOutcome((RecordReport(1),), TextWords.UPDATE)


def test_a_worry_is_kept_and_is_a_caseworker_s_duty() -> None:
    assert update(2) == TextOutcome((RecordReport(2), task(TaskKind.UPDATE_WORRY)), TextWords.UPDATE)


BAD_NEWS: tuple[Effect, ...] = (task(TaskKind.UPDATE_BAD), task(TaskKind.UPDATE_BAD, StaffRole.SUPERVISOR))


def test_bad_news_is_kept_and_is_a_duty_of_caseworker_and_supervisor() -> None:
    assert update(3) == TextOutcome((RecordReport(3), *BAD_NEWS), TextWords.UPDATE)


@pytest.mark.parametrize("alias", [AliasStanding.NONE, AliasStanding.UNKNOWN])
def test_bad_news_about_an_alias_that_is_not_theirs_is_acted_on_but_kept_for_no_child(alias: AliasStanding) -> None:
    assert update(3, alias) == TextOutcome(BAD_NEWS, TextWords.UNKNOWN_ALIAS)


@pytest.mark.parametrize("alias", [AliasStanding.NONE, AliasStanding.UNKNOWN])
@pytest.mark.parametrize("level", [None, 1, 2])
def test_an_alias_is_never_guessed(alias: AliasStanding, level: int | None) -> None:
    assert update(level, alias) == TextOutcome((task(TaskKind.ALIAS_UNKNOWN),), TextWords.UNKNOWN_ALIAS)


def test_an_update_without_a_level_was_not_understood() -> None:
    assert update(None) == TextOutcome((task(TaskKind.NOT_UNDERSTOOD),), TextWords.UNKNOWN)


@pytest.mark.parametrize(
    ("intent", "kind", "reply"),
    [
        (Intent.CALL_ME, TaskKind.CALL_BACK, TextWords.CALL_ME),
        (Intent.CALL_AT, TaskKind.CALL_AT, TextWords.CALL_AT),
        (Intent.NEW_CHILD, TaskKind.NEW_CHILD, TextWords.NEW_CHILD),
    ],
)
@pytest.mark.parametrize("alias", AliasStanding)
def test_a_command_that_needs_no_child_is_one_task_and_one_neutral_reply(
    intent: Intent, kind: TaskKind, reply: TextWords, alias: AliasStanding
) -> None:
    assert outcome(intent, alias=alias) == TextOutcome((task(kind),), reply)


@pytest.mark.parametrize("alias", AliasStanding)
def test_a_volunteer_who_is_ready_books_the_talk_of_the_day(alias: AliasStanding) -> None:
    assert outcome(Intent.DEBRIEF, alias=alias) == TextOutcome((BookDebrief(),), TextWords.DEBRIEF)


def test_a_tired_volunteer_gets_a_kind_line_and_an_offer_and_somebody_hears_of_it() -> None:
    assert outcome(Intent.WELLBEING) == TextOutcome(
        (task(TaskKind.WELLBEING),), TextWords.WELLBEING, begins_with_care=True, asks=QuestionKind.WELLBEING_TALK
    )


@pytest.mark.parametrize(
    ("question", "intent", "made"),
    [
        (QuestionKind.DEBRIEF_SLOT, Intent.YES, TextOutcome((AnswerQuestion(True),), TextWords.DEBRIEF)),
        (
            QuestionKind.DEBRIEF_SLOT,
            Intent.NO,
            TextOutcome((AnswerQuestion(False), task(TaskKind.ANSWER_GIVEN)), TextWords.RECEIVED),
        ),
        (
            QuestionKind.WELLBEING_TALK,
            Intent.YES,
            TextOutcome((AnswerQuestion(True), task(TaskKind.WELLBEING_CALL)), TextWords.CALL_ME),
        ),
        (QuestionKind.WELLBEING_TALK, Intent.NO, TextOutcome((AnswerQuestion(False),), TextWords.RECEIVED)),
    ],
)
def test_a_yes_or_a_no_answers_the_open_question(question: QuestionKind, intent: Intent, made: TextOutcome) -> None:
    assert decided(TextRead(SenderKind.VOLUNTEER, intent, question=question)) == made


@pytest.mark.parametrize("intent", [Intent.YES, Intent.NO])
def test_a_yes_or_a_no_without_a_question_was_not_understood(intent: Intent) -> None:
    assert outcome(intent) == TextOutcome((task(TaskKind.NOT_UNDERSTOOD),), TextWords.UNKNOWN)


@pytest.mark.parametrize(
    ("intent", "effect", "kind", "reply"),
    [
        (Intent.NOT_MET, RecordNotMet(), TaskKind.NOT_MET, TextWords.NOT_MET),
        (Intent.DONE, ReportDone(), TaskKind.DONE_REPORTED, TextWords.DONE),
    ],
)
def test_a_command_about_a_child_needs_an_alias_of_theirs(
    intent: Intent, effect: Effect, kind: TaskKind, reply: TextWords
) -> None:
    assert outcome(intent, alias=AliasStanding.KNOWN) == TextOutcome((effect, task(kind)), reply)
    for alias in (AliasStanding.NONE, AliasStanding.UNKNOWN):
        assert outcome(intent, alias=alias) == TextOutcome((task(TaskKind.ALIAS_UNKNOWN),), TextWords.UNKNOWN_ALIAS)


def test_the_menu_is_two_short_texts() -> None:
    assert outcome(Intent.MENU) == TextOutcome((), TextWords.MENU, TextWords.MENU_REST)


def test_details_are_locked_away_and_asked_for_by_voice() -> None:
    assert outcome(Intent.DETAILS_WITHHELD) == TextOutcome(
        (LockAway(), task(TaskKind.DETAILS_WITHHELD)), TextWords.NO_DETAILS
    )


@pytest.mark.requirement("N1")
def test_words_that_may_name_somebody_are_locked_away_whatever_else_they_mean() -> None:
    for text in EVERY_TEXT:
        made = decide_outcome_of_text(replace(text, holds_details=True), danger_is_answered=True)
        plain = decide_outcome_of_text(replace(text, holds_details=False), danger_is_answered=True)

        assert made.effects.count(LockAway()) == 1
        assert {*made.effects} - {LockAway()} == {*plain.effects} - {LockAway()}
        assert made.reply == plain.reply


def test_who_writes_details_again_is_shown_what_goes_into_a_text_but_not_in_an_alarm() -> None:
    training = task(TaskKind.TRAINING_NEEDED)

    def again(intent: Intent, sender: SenderKind = SenderKind.VOLUNTEER) -> tuple[Effect, ...]:
        return decided(TextRead(sender, intent, holds_details=True, details_before=True)).effects

    assert again(Intent.DETAILS_WITHHELD) == (LockAway(), task(TaskKind.DETAILS_WITHHELD), training)
    assert again(Intent.CALL_ME) == (LockAway(), task(TaskKind.CALL_BACK), training)
    assert training not in again(Intent.DANGER)
    assert training not in again(Intent.HELP)
    assert training not in again(Intent.UNKNOWN, SenderKind.FAMILY)


def test_a_volunteer_s_stop_ends_reminders_and_somebody_asks_why() -> None:
    assert outcome(Intent.STOP) == TextOutcome(
        (StopTexts(until_spoken_consent=False), task(TaskKind.STOP_ASKED)), TextWords.STOP
    )


def test_what_was_not_understood_is_a_task_and_the_second_time_a_quicker_one() -> None:
    first = decided(TextRead(SenderKind.VOLUNTEER, Intent.UNKNOWN))
    second = decided(TextRead(SenderKind.VOLUNTEER, Intent.UNKNOWN, not_understood_before=True))

    assert first == TextOutcome((task(TaskKind.NOT_UNDERSTOOD),), TextWords.UNKNOWN)
    assert second == TextOutcome((task(TaskKind.NOT_UNDERSTOOD_TWICE),), TextWords.UNKNOWN)


def test_a_single_0_is_told_how_to_stop_and_stops_nothing() -> None:
    asked = decided(TextRead(SenderKind.VOLUNTEER, Intent.UNKNOWN, asks_stop=True))

    assert asked == TextOutcome((task(TaskKind.NOT_UNDERSTOOD),), TextWords.STOP_HOW)


FAMILY_STOPS = TextOutcome(
    (
        StopTexts(until_spoken_consent=True),
        task(TaskKind.FAMILY_STOP),
        task(TaskKind.POSSIBLE_DISCOVERY),
    )
)


def test_a_family_that_stops_gets_no_text_until_it_says_so_aloud_and_may_have_been_found_out() -> None:
    assert outcome(Intent.STOP, SenderKind.FAMILY) == FAMILY_STOPS
    assert decided(TextRead(SenderKind.FAMILY, Intent.UNKNOWN, asks_stop=True)) == FAMILY_STOPS


def test_a_family_s_cry_for_help_climbs_and_shows_the_contact_plan() -> None:
    assert outcome(Intent.HELP, SenderKind.FAMILY) == TextOutcome(
        (OpenAlert(LadderName.HELP), task(TaskKind.FAMILY_TEXT))
    )


def test_a_family_s_story_is_locked_away() -> None:
    assert outcome(Intent.DETAILS_WITHHELD, SenderKind.FAMILY) == TextOutcome((LockAway(), task(TaskKind.FAMILY_TEXT)))


@pytest.mark.parametrize("intent", sorted(set(Intent) - {*DANGER, Intent.HELP, Intent.STOP, Intent.DETAILS_WITHHELD}))
def test_all_else_from_a_family_is_a_task_that_shows_the_contact_plan(intent: Intent) -> None:
    assert outcome(intent, SenderKind.FAMILY) == TextOutcome((task(TaskKind.FAMILY_TEXT),))


def test_staff_who_stop_texts_still_get_alerts_and_their_supervisor_hears_of_it() -> None:
    heard_of = TextOutcome((task(TaskKind.STOP_ASKED, StaffRole.SUPERVISOR),))

    assert outcome(Intent.STOP, SenderKind.STAFF) == heard_of
    assert decided(TextRead(SenderKind.STAFF, Intent.UNKNOWN, asks_stop=True)) == heard_of


def test_staff_can_ask_for_help_and_all_else_of_theirs_is_in_the_inbox() -> None:
    assert outcome(Intent.HELP, SenderKind.STAFF) == TextOutcome((OpenAlert(LadderName.HELP),))
    assert outcome(Intent.CALL_ME, SenderKind.STAFF) == TextOutcome((KeepInInbox(),))


@pytest.mark.parametrize("sender", [SenderKind.UNKNOWN, SenderKind.WITHHELD])
def test_a_stranger_s_text_is_kept_and_a_cry_for_help_is_also_a_duty(sender: SenderKind) -> None:
    assert outcome(Intent.UNKNOWN, sender) == TextOutcome((KeepInInbox(),))
    assert outcome(Intent.STOP, sender) == TextOutcome((KeepInInbox(),))
    assert outcome(Intent.HELP, sender) == TextOutcome((KeepInInbox(), task(TaskKind.HELP)))
    assert outcome(Intent.DETAILS_WITHHELD, sender) == TextOutcome((LockAway(), task(TaskKind.DETAILS_WITHHELD)))
