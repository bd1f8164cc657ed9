"""What is asked in a daily talk, and in which order."""

from dataclasses import replace

import pytest

from remote_cm.domain.debrief_guide import DebriefGuide, DebriefLine, DebriefPart
from remote_cm.script_library import find_scripts_dir
from remote_cm.script_library.debrief import load_debrief_guide


def line(name: str, part: DebriefPart) -> DebriefLine:
    return DebriefLine(name, part, "Title", "Ask?", "")


ALONE, DANGER = line("can_talk_alone", DebriefPart.OPENING), line("danger_seen", DebriefPart.WORK)
NEXT = line("next_steps", DebriefPart.CLOSING)
GUIDE = DebriefGuide("1", "en", False, (ALONE, DANGER, NEXT))


@pytest.fixture
def guide() -> DebriefGuide:
    """The guide that is shipped."""
    return load_debrief_guide(find_scripts_dir(None))


@pytest.mark.requirement("VOL-23")
def test_every_talk_begins_with_whether_they_can_talk_alone(guide: DebriefGuide) -> None:
    assert guide.lines[0].id == "can_talk_alone"
    with pytest.raises(ValueError, match="the first line must be can_talk_alone"):
        replace(GUIDE, lines=(line("wellbeing", DebriefPart.OPENING), ALONE, DANGER))


def test_the_work_begins_with_what_cannot_wait(guide: DebriefGuide) -> None:
    assert guide.part(DebriefPart.WORK)[0].id == "danger_seen"
    with pytest.raises(ValueError, match="the first line of the work must be danger_seen"):
        replace(GUIDE, lines=(ALONE, line("mood", DebriefPart.WORK), DANGER))


def test_a_line_stands_once_and_the_parts_in_their_order() -> None:
    with pytest.raises(ValueError, match="danger_seen stands twice"):
        replace(GUIDE, lines=(ALONE, DANGER, DANGER))
    with pytest.raises(ValueError, match="in the order opening, work, closing"):
        replace(GUIDE, lines=(ALONE, NEXT, DANGER))


@pytest.mark.requirement("CARE-05")
def test_the_guide_asks_everything_of_the_form(guide: DebriefGuide) -> None:
    assert [one.id for one in guide.lines] == [
        *("can_talk_alone", "volunteer_safe", "wellbeing"),
        *("danger_seen", "new_children", "each_family", "not_met", "access_rules", "pathway", "referrals", "mood"),
        *("confidentiality", "next_steps", "questions", "praise", "next_slot"),
    ]
    assert all(one.ask and one.title for one in guide.lines)
