"""Reads the JSON body of a request to the control interface; what has not the right form is a ValueError."""

from flask import request


def body() -> dict[str, object]:
    """The whole body; empty when it is no object."""
    given = request.get_json(silent=True)
    return given if isinstance(given, dict) else {}


def text(name: str, otherwise: str | None = None) -> str:
    """The field as a text; ``otherwise`` when it is absent."""
    value = body().get(name, otherwise)
    if not isinstance(value, str):
        raise ValueError(f"{name} must be a text")
    return value


def number(name: str, otherwise: float | None = None) -> float:
    """The field as a number; ``otherwise`` when it is absent."""
    value = body().get(name, otherwise)
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError(f"{name} must be a number")
    return value


def words(name: str) -> frozenset[str]:
    """The field as a set of words; none when it is absent."""
    value = body().get(name, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        raise ValueError(f"{name} must be a list of texts")
    return frozenset(value)
