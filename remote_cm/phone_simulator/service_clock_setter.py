"""Moves the service's clock and ours together: ``POST {PUBLIC_BASE_URL}/development/clock``, signed."""

import json

from remote_cm.phone_simulator.signed_request import Answer, BadAddress, NoAnswer, SignedRequests
from remote_cm.phone_simulator.telephone import NotPossible, Telephone


class ServiceClockSetter:
    """The only hand on the clock: the service moves first, and ours follows what it says it did."""

    def __init__(self, public_base_url: str, requests: SignedRequests, telephone: Telephone) -> None:
        # One try: a repeated "an hour later" would be two hours.
        self._address = f"{public_base_url}/development/clock#rc=0"
        self._requests = requests
        self._telephone = telephone

    def advance(self, seconds: int) -> None:
        """Move both clocks forward. Raises NotPossible, with nothing moved, when the service is silent or refuses."""
        if seconds <= 0:
            raise NotPossible("The clock only moves forward.")
        try:
            answer = self._requests.post(self._address, [("advance_seconds", str(seconds))])
        except (NoAnswer, BadAddress):
            raise NotPossible("The service does not answer yet.") from None
        if not answer.is_ok:
            raise NotPossible("The service did not move its clock.")
        offset = _offset_in(answer)
        if offset is None:
            self._telephone.clock.advance(seconds)
        else:
            self._telephone.clock.follow(offset)
        self._telephone.touch()


def _offset_in(answer: Answer) -> int | None:
    """The offset in an answer like ``{"offset_seconds": 3600}``; None means: moved by what was asked."""
    if answer.content_type != "application/json":
        return None
    try:
        told = json.loads(answer.body)
    except ValueError:
        return None
    offset = told.get("offset_seconds") if isinstance(told, dict) else None
    return int(offset) if isinstance(offset, int | float) else None
