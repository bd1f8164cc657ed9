"""Explains how a volunteer's text is read, without a database: for training, and for whoever changes the words."""

from collections.abc import Sequence

from remote_cm.domain.message_grammar import (
    GrammarPolicy,
    SenderContext,
    SmsVocabulary,
    read_alias,
    read_message,
)
from remote_cm.domain.refusal import BadInput, Fault


def explain_sms(
    text: str, language: str | None, aliases: Sequence[str], vocabulary: SmsVocabulary, policy: GrammarPolicy
) -> dict[str, object]:
    """How a text is read that comes from a phone which nobody else uses, with no question open.

    ``aliases`` are the sender's own, each two digits and a letter in either case. The answer has the keys ``intent``,
    ``alias``, ``report_level`` (1, 2, 3), ``at`` (``"16:00"``) and ``language``; what the text does not say is None.
    Raises BadInput, naming every alias that has not that shape.
    """
    reading = read_message(text, SenderContext(_own_aliases(aliases), language, None, None), vocabulary, policy)
    return {
        "intent": reading.intent.value,
        "alias": reading.alias,
        "report_level": reading.report_level,
        "at": None if reading.at is None else f"{reading.at:%H:%M}",
        "language": reading.language,
    }


def _own_aliases(aliases: Sequence[str]) -> frozenset[str]:
    read = [read_alias(alias) for alias in aliases]
    faults = [
        Fault(f"aliases[{place}]", f"'{aliases[place]}' is not two digits and a letter, as in 47K")
        for place, alias in enumerate(read)
        if alias is None
    ]
    if faults:
        raise BadInput(*faults)
    return frozenset(alias for alias in read if alias is not None)
