"""Which questions of a call were passed over, and why (MON-06)."""

from collections.abc import Sequence

from remote_cm.domain.call_script import Item
from remote_cm.domain.next_question import SkipReason
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import Track
from remote_cm.storage.tables.calls import Conversation


def skipped_items(talk: Conversation) -> frozenset[str]:
    """The items that were skipped with a reason in the turn that is going on."""
    whose = f"{talk.track.value} "
    return frozenset(key.removeprefix(whose) for key in talk.skips if key.startswith(whose))


def keep_skips(talk: Conversation, skipped: Sequence[Item], reason: str) -> None:
    """Keep why these were not asked. Raises BadInput when there are some and no reason is given."""
    if not skipped:
        return
    if reason not in set(SkipReason):
        names = ", ".join(item.id for item in skipped)
        raise BadInput(Fault("skip_reason", f"say why you leave out {names}: one of {', '.join(SkipReason)}"))
    talk.skips = talk.skips | {_key(talk.track, item): reason for item in skipped}


def _key(track: Track, item: Item) -> str:
    return f"{track.value} {item.id}"
