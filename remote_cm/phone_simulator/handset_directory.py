"""Which handsets exist: the list that the service gives, and what was typed in by hand."""

import json

from remote_cm.phone_simulator.faults import FaultBook, FaultKind
from remote_cm.phone_simulator.records import WITHHELD_CALLERS, Handset, HandsetKind
from remote_cm.phone_simulator.signed_request import BadAddress, NoAnswer, SignedRequests
from remote_cm.phone_simulator.telephone import Telephone

_PATIENCE_SECONDS = 3.0


class HandsetDirectory:
    """Asks the service for its handsets: ``GET {PUBLIC_BASE_URL}/development/handsets``, signed, JSON."""

    def __init__(self, public_base_url: str, requests: SignedRequests, telephone: Telephone, faults: FaultBook) -> None:
        self._address = f"{public_base_url}/development/handsets"
        self._requests = requests
        self._telephone = telephone
        self._faults = faults

    def refresh(self) -> bool:
        """Take over the service's list; False when the service does not answer or its answer is not such a list."""
        try:
            answer = self._requests.get(self._address, _PATIENCE_SECONDS)
        except (NoAnswer, BadAddress):
            return False
        if not answer.is_ok:
            return False
        try:
            handsets = _read_handsets(answer.body)
        except (ValueError, KeyError, TypeError):
            self._faults.add(FaultKind.HANDSETS_UNREADABLE, "The service's list of handsets has not the agreed form.")
            return False
        for handset in handsets:
            self._telephone.add_or_rename(handset)
        return True

    def find_reachable(self, phone_number: str) -> Handset | None:
        """The handset that a call or text to this number reaches, or None: no such phone, or a withheld caller id."""
        if phone_number in WITHHELD_CALLERS.values():
            return None
        if phone_number not in self._telephone.handsets:
            self.refresh()
        return self._telephone.handsets.get(phone_number)


def _read_handsets(text: str) -> list[Handset]:
    return [
        Handset(
            phone_number=str(row["phone_number"]),
            name=str(row["name"]),
            kind=HandsetKind(row["kind"]),
            language=row.get("language"),
            alias_hint=row.get("alias_hint"),
        )
        for row in json.loads(text)
    ]
