"""What several tests of use cases need besides the database."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from threading import Barrier

import pytest

Acts = Callable[..., list[Exception | None]]


@pytest.fixture
def at_once() -> Acts:
    """Does several things at the same moment; gives back what each of them raised, None where it went well."""

    def run(*acts: Callable[[], object]) -> list[Exception | None]:
        start = Barrier(len(acts), timeout=10)

        def one(act: Callable[[], object]) -> None:
            start.wait()
            act()

        with ThreadPoolExecutor(len(acts)) as pool:
            done: list[Future[None]] = [pool.submit(one, act) for act in acts]
        return [_raised(future) for future in done]

    return run


def _raised(future: Future[None]) -> Exception | None:
    failure = future.exception()
    if failure is None or isinstance(failure, Exception):
        return failure
    raise failure
