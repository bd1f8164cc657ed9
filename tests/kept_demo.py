"""The demo caseload for many tests: loaded once a run, and laid out again for each of them in no time."""

import pytest

from remote_cm.services.load_demo import load_demo
from remote_cm.services.surroundings import Surroundings
from remote_cm.settings import Settings
from tests.kept_states import begin_with


@pytest.fixture
def loaded_demo(surroundings: Surroundings, settings: Settings) -> Surroundings:
    """The service with the demo caseload in it, on a Sunday at ten in the morning."""
    begin_with(
        surroundings,
        "the demo",
        lambda: load_demo(surroundings, settings.demo_password or "", only_when_empty=True),
        is_long=True,
    )
    return surroundings
