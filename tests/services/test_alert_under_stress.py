"""An alert of the real service under any sequence of time, deaths, people, rosters, failures and reports, held against
a small model: steps are taken in order, none is left out or taken twice, everybody behind a step is paged, and there
is always a moment ahead at which something happens.
"""

import uuid
from collections import Counter
from contextlib import suppress
from datetime import timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import delete, event, select

from remote_cm.domain.refusal import Refusal
from remote_cm.domain.vocabulary import Duty, LadderName
from remote_cm.services.alert_roster import roster_of
from remote_cm.services.climb_alert import climb_alert
from remote_cm.services.end_alert import end_alert
from remote_cm.services.hand_over_message import hand_over_message
from remote_cm.services.record_delivery import DeliveryNews, record_delivery
from remote_cm.services.surroundings import Surroundings
from remote_cm.services.take_alert import keep_alert_promise, pass_alert_on, take_alert
from remote_cm.storage.database import Session
from remote_cm.storage.tables.alerts import Alert, RungNotice
from remote_cm.storage.tables.messages import Message, MessageKind
from remote_cm.storage.tables.people import TeamDuty
from tests.factories import VOLUNTEER_NUMBER
from tests.services.stage import Stage, make_stage

PEOPLE = st.sampled_from(["CW-1", "CW-2", "SUP-1", "SUP-2"])
SECONDS = st.one_of(st.integers(0, 90), st.integers(90, 1200), st.integers(1200, 20_000))
REPORTS = ["queued", "ringing", "in-progress", "completed", "busy", "no-answer", "failed", "delivered", "undelivered"]


class PowerCut(Exception):
    """The process dies just before its commit."""


class AlertUnderStress(RuleBasedStateMachine):
    """One alert after the other; whoever climbs it wakes late, twice or dies."""

    stage: Stage

    @initialize()
    def somebody_is_in_danger(self) -> None:
        """A new alert, whose first step is taken in the same transaction."""
        # The same text within minutes is one.
        self.stage.clock.advance(days=1)
        self.stage.text(VOLUNTEER_NUMBER, "9 47K", str(uuid.uuid4()))
        self.alert_id = next(alert.id for alert in self.stage.alerts() if alert.ended_at is None)
        self.steps_taken = self.alert().climbed_to
        assert self.notices(range(self.steps_taken))

    @rule(seconds=SECONDS, times=st.integers(1, 3))
    def time_passes_and_it_is_climbed(self, seconds: int, times: int) -> None:
        """Once, or more often than needed."""
        self.stage.clock.advance(seconds=seconds)
        for _ in range(times):
            expected = self.expected_people()
            climb_alert(self.stage.around, self.alert_id)
            taken = range(self.steps_taken, self.alert().climbed_to)
            self.steps_taken = max(self.steps_taken, taken.stop)
            assert self.notices(taken) == expected

    @rule(seconds=SECONDS, moment=st.sampled_from(["before_commit", "after_commit"]))
    def time_passes_and_whoever_climbs_dies(self, seconds: int, moment: str) -> None:
        """The step and its pages are both there, or neither is."""
        self.stage.clock.advance(seconds=seconds)
        before, pages, expected = self.alert(), len(self.stage.messages()), self.expected_people()

        def die(_: Session) -> None:
            raise PowerCut

        event.listen(Session, moment, die)
        try:
            with suppress(PowerCut):
                climb_alert(self.stage.around, self.alert_id)
        finally:
            event.remove(Session, moment, die)
        after = self.alert()
        taken = range(self.steps_taken, after.climbed_to)
        assert self.notices(taken) == (expected if taken else set())
        if moment == "before_commit":
            assert (after.climbed_to, after.due_at) == (before.climbed_to, before.due_at)
            assert len(self.stage.messages()) == pages
        self.steps_taken = max(self.steps_taken, taken.stop)

    @rule(who=PEOPLE)
    def somebody_has_it(self, who: str) -> None:
        """By button."""
        with suppress(Refusal):
            take_alert(self.stage.around, self.stage.people.person(who), self.alert_id)

    @rule(who=PEOPLE)
    def somebody_cannot(self, who: str) -> None:
        """The next people are rung at once."""
        with suppress(Refusal):
            pass_alert_on(self.stage.around, self.stage.people.person(who), self.alert_id)
        self.steps_taken = max(self.steps_taken, self.alert().climbed_to)

    @rule(who=PEOPLE)
    def somebody_did_what_was_promised(self, who: str) -> None:
        """Or says so without having promised."""
        with suppress(Refusal):
            keep_alert_promise(self.stage.around, self.stage.people.person(who), self.alert_id)

    @rule(duty=st.sampled_from(list(Duty)), who=st.none() | PEOPLE)
    def the_rota_changes(self, duty: Duty, who: str | None) -> None:
        """A duty is held by somebody else, or by nobody."""
        with self.stage.around.database.unit_of_work() as work:
            work.session.execute(delete(TeamDuty).where(TeamDuty.duty == duty))
            if who is not None:
                staff = self.stage.people.staff(who)
                work.session.add(TeamDuty(id=uuid.uuid4(), team_id=staff.team_id, duty=duty, staff_id=staff.id))
            work.commit()

    @rule(which=st.integers(0, 99), lost=st.sampled_from(["no", "busy", "refused", "accepted", "never sent"]))
    def a_page_is_handed_over(self, which: int, lost: str) -> None:
        """The provider takes it, refuses, or loses the answer."""
        page = self.some_page(which)
        way_out = self.stage.call_placer if page.kind is MessageKind.RING else self.stage.text_sender
        if lost == "busy":
            way_out.be_busy_next()
        elif lost == "refused":
            way_out.refuse_next("bad_number")
        elif lost != "no":
            way_out.lose_next_answer(was_accepted=lost == "accepted")
        hand_over_message(self.stage.around, page.id)

    @rule(which=st.integers(0, 99), status=st.sampled_from(REPORTS), times=st.integers(1, 2))
    def the_provider_reports(self, which: int, status: str, times: int) -> None:
        """Late, twice, in whatever order."""
        page = self.some_page(which)
        before = page.state
        for _ in range(times):
            news = DeliveryNews(str(page.id), page.provider_id or f"CA-{page.id}", status, None, None)
            record_delivery(self.stage.around, news)
        (after,) = [one.state for one in self.stage.messages() if one.id == page.id]
        assert after is before if before.is_final else after.rank >= before.rank

    @invariant()
    def something_happens_next(self) -> None:
        """Exactly one clock runs, and never further ahead than a round or a promise."""
        alert = self.alert()
        assert (alert.due_at is None) is not (alert.holder_due_at is None)
        assert (alert.holder_id is None) is (alert.holder_due_at is None)
        ahead = (alert.due_at or alert.holder_due_at or self.stage.clock.now()) - self.stage.clock.now()
        assert ahead <= timedelta(days=1)

    @invariant()
    def no_step_pages_anybody_twice(self) -> None:
        """A step is one page for each person and channel."""
        with self.stage.around.database.unit_of_work() as work:
            notices = work.session.scalars(select(RungNotice).where(RungNotice.alert_id == self.alert_id)).all()
        assert max(Counter((one.step, one.staff_id, one.channel) for one in notices).values()) == 1

    def teardown(self) -> None:
        """A supervisor ends it, so that the next one is an alert of its own."""
        tomorrow = self.stage.around.today() + timedelta(days=1)
        end_alert(self.stage.around, self.stage.people.person("SUP-1"), self.alert_id, "seen and safe", tomorrow)

    def alert(self) -> Alert:
        """The alert as it is now."""
        return next(alert for alert in self.stage.alerts() if alert.id == self.alert_id)

    def some_page(self, which: int) -> Message:
        """One of its pages."""
        pages = [one for one in self.stage.messages() if one.alert_id == self.alert_id]
        return pages[which % len(pages)]

    def notices(self, steps: range) -> set[uuid.UUID]:
        """Whom these steps paged."""
        with self.stage.around.database.unit_of_work() as work:
            found = select(RungNotice).where(RungNotice.alert_id == self.alert_id, RungNotice.step.in_(steps))
            return {one.staff_id for one in work.session.scalars(found)}

    def expected_people(self) -> set[uuid.UUID]:
        """Everybody behind the steps that are due now, but those who passed it on or broke their promise; a round is
        for them too.
        """
        alert, now = self.alert(), self.stage.clock.now()
        ladder = self.stage.around.policy.escalation.ladders[LadderName.E0]
        with self.stage.around.database.unit_of_work() as work:
            roster = roster_of(work.session, alert)
        aside, due = set(alert.set_aside), alert.due_at
        if alert.holder_id is not None and alert.holder_due_at is not None and alert.holder_due_at <= now:
            aside, due = aside | {alert.holder_id}, alert.holder_due_at
        expected: set[uuid.UUID] = set()
        index = alert.climbed_to
        while due is not None and due <= now:
            step = ladder.step(index)
            people = {who for role in step.who for who in roster.people[role]} - (set() if step.is_repeat else aside)
            expected |= people
            due += timedelta(seconds=ladder.seconds_after(index) if people or step.is_everybody else 0)
            index += 1
        return expected


def test_whatever_happens_an_alert_climbs_step_by_step_and_never_stands_still(surroundings: Surroundings) -> None:
    class OnThisStage(AlertUnderStress):
        stage = make_stage(surroundings)

    run_state_machine_as_test(OnThisStage, settings=settings(max_examples=15, stateful_step_count=14, deadline=None))
