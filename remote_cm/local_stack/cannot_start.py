"""The one way in which the local stack says that it cannot go on."""


class CannotStart(Exception):
    """A part of the stack does not come up. Its text is one line: what is wrong, and what to do about it."""
