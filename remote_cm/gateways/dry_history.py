"""The provider's lists as they are when there is none: empty, until a test writes into them."""

from datetime import datetime

from remote_cm.ports import PastRing, PastText, ProviderError, Refused, Whereabouts


class DryHistory:
    """Lists what it was given, of what came in and of what was sent. Set ``failure``, and everything raises it."""

    provider = "test"

    def __init__(self) -> None:
        self.texts: list[PastText] = []
        self.rings: list[PastRing] = []
        self.states: dict[str, Whereabouts] = {}
        self.failure: ProviderError | None = None
        self.asked_since: list[datetime] = []
        self.asked_for: list[str] = []

    def list_texts(self, since: datetime) -> list[PastText]:
        """The texts since a moment, in the order in which they came."""
        self._fail_if_told()
        self.asked_since.append(since)
        return sorted((one for one in self.texts if one.received_at >= since), key=lambda one: one.received_at)

    def list_rings(self, since: datetime) -> list[PastRing]:
        """The calls since a moment, in the order in which they came."""
        self._fail_if_told()
        return sorted((one for one in self.rings if one.received_at >= since), key=lambda one: one.received_at)

    def find_text_state(self, provider_id: str) -> Whereabouts:
        """Where a text stands; one that is not known is refused."""
        return self._state(provider_id)

    def find_call_state(self, provider_id: str) -> Whereabouts:
        """Where a call stands, as with a text."""
        return self._state(provider_id)

    def _state(self, provider_id: str) -> Whereabouts:
        self._fail_if_told()
        self.asked_for.append(provider_id)
        if provider_id not in self.states:
            raise Refused("not_found")
        return self.states[provider_id]

    def _fail_if_told(self) -> None:
        if self.failure is not None:
            raise self.failure
