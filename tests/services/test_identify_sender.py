"""A number that came cut is matched only when it can be nobody else's."""

import pytest

from remote_cm.domain.vocabulary import SenderKind
from remote_cm.services.identify_sender import identify_sender
from remote_cm.services.surroundings import Surroundings
from tests.factories import VOLUNTEER_NUMBER, make_people, volunteer_row


@pytest.mark.parametrize(
    ("shown", "kind"),
    [
        (VOLUNTEER_NUMBER, SenderKind.VOLUNTEER),
        ("0025550120", SenderKind.VOLUNTEER),
        ("5550120", SenderKind.UNKNOWN),
        ("anonymous", SenderKind.WITHHELD),
        ("+266696687", SenderKind.WITHHELD),
        ("BANKINFO", SenderKind.UNKNOWN),
        ("", SenderKind.WITHHELD),
    ],
)
def test_a_number_is_somebodys_only_when_it_is_whole_or_its_end_fits_one_alone(
    surroundings: Surroundings, shown: str, kind: SenderKind
) -> None:
    make_people(surroundings)
    with surroundings.database.unit_of_work() as work:
        assert identify_sender(surroundings, work.session, shown).kind is kind


def test_an_end_that_fits_two_is_nobodys(surroundings: Surroundings) -> None:
    twin = "+13025550120"
    make_people(surroundings, volunteers=[volunteer_row("V-001", VOLUNTEER_NUMBER), volunteer_row("V-002", twin)])
    with surroundings.database.unit_of_work() as work:
        assert identify_sender(surroundings, work.session, "0025550120").kind is SenderKind.UNKNOWN
        assert identify_sender(surroundings, work.session, twin).kind is SenderKind.VOLUNTEER
