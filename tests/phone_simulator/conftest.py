"""One running network for each file of tests, empty at the start of each test."""

from collections.abc import Iterator

import pytest

from tests.phone_simulator.simulated_network import Network, running_network


@pytest.fixture(scope="module")
def one_network() -> Iterator[Network]:
    with running_network() as running:
        yield running


@pytest.fixture
def network(one_network: Network) -> Network:
    one_network.reset()
    return one_network
