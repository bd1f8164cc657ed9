"""How a run is split over processes: the journeys go first and share one, since the service they need takes long to
start.
"""

import pytest
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

JOURNEYS = "tests/journeys/"


class JourneysTogether(LoadFileScheduling):  # type: ignore[misc]  # it comes without types
    """Each file stays in one process, and all journeys do."""

    def _split_scope(self, nodeid: str) -> str:
        return JOURNEYS if nodeid.startswith(JOURNEYS) else str(super()._split_scope(nodeid))


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> JourneysTogether:
    """The longest part begins first: xdist's own order, by the number of tests in a file, would begin with it last."""
    config.option.loadscopereorder = False
    return JourneysTogether(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Journeys before everything else; the order is otherwise as it was."""
    items.sort(key=lambda item: not item.nodeid.startswith(JOURNEYS))
