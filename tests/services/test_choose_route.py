"""After an unsafe end nobody rings until the case's own caseworker has chosen a route."""

import pytest
from sqlalchemy import update

from remote_cm.domain.refusal import NotAllowed, NotFound, StaleStep
from remote_cm.services.choose_route import Route, choose_route
from remote_cm.services.surroundings import Surroundings
from remote_cm.storage.tables.cases import Contact
from tests.factories import Loaded, case_row, make_people


@pytest.fixture
def people(surroundings: Surroundings) -> Loaded:
    """A family whose last call ended unsafely."""
    loaded = make_people(surroundings, case_row())
    with surroundings.database.unit_of_work() as work:
        work.session.execute(update(Contact).where(Contact.role == "child").values(unsafe_end_at=surroundings.now()))
        work.commit()
    return loaded


@pytest.mark.requirement("N8")
def test_a_chosen_route_opens_the_way_again_and_only_once(surroundings: Surroundings, people: Loaded) -> None:
    choose_route(surroundings, people.person("CW-1"), "CX-TEST", Route.FOCAL_PERSON)

    assert people.contact("child").unsafe_end_at is None
    with pytest.raises(StaleStep):
        choose_route(surroundings, people.person("CW-1"), "CX-TEST", Route.FOCAL_PERSON)


def test_nobody_but_the_cases_own_caseworker_chooses(surroundings: Surroundings, people: Loaded) -> None:
    with pytest.raises(NotAllowed):
        choose_route(surroundings, people.person("SUP-1"), "CX-TEST", Route.FOCAL_PERSON)
    with pytest.raises(NotFound):
        choose_route(surroundings, people.person("CW-2"), "CX-TEST", Route.FOCAL_PERSON)
    assert people.contact("child").unsafe_end_at is not None
