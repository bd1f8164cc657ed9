"""Hands out telephone numbers that ring nobody: the numbers 555-0100 to 555-0199 are kept free for invented people."""

#: Each ends in another digit, so that no two numbers have the same last eight digits, by which a number may be found.
_AREAS = ("202", "305", "213", "646")
_FIRST, _LAST = 100, 199


class DemoNumbers:
    """Hands out reserved numbers one after the other, from the first area on; the very first is the service's own."""

    def __init__(self) -> None:
        self._numbers = (f"+1{area}5550{last}" for area in _AREAS for last in range(_FIRST, _LAST + 1))
        next(self._numbers)

    def take(self) -> str:
        """The next number. Raises ValueError when the last one is taken."""
        number = next(self._numbers, None)
        if number is None:
            raise ValueError("the reserved numbers are used up")
        return number
