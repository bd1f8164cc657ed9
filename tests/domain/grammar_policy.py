"""The words and the numbers of Cox's Bazar as the tests of reading use them, and a volunteer with two aliases."""

from collections.abc import Callable
from pathlib import Path

import yaml
from pydantic import TypeAdapter

from remote_cm.domain.message_grammar import (
    GrammarPolicy,
    MessageReading,
    OpenQuestion,
    SenderContext,
    SmsVocabulary,
    read_message,
)
from remote_cm.domain.vocabulary import Intent

_SCRIPTS = Path(__file__).parents[2] / "scripts"
VOCABULARY_DATA = yaml.safe_load((_SCRIPTS / "sms-vocabulary.yaml").read_text("utf-8"))
VOCABULARY = TypeAdapter(SmsVocabulary).validate_python(VOCABULARY_DATA)
POLICY = TypeAdapter(GrammarPolicy).validate_python(
    yaml.safe_load((_SCRIPTS / "policy" / "cxb-default.yaml").read_text("utf-8"))["grammar"]
)

OWN = ("47K", "12F")
DANGER = (Intent.DANGER, Intent.DANGER_NOT_MY_CASEWORKER)
ALARMS = (*DANGER, Intent.HELP)


def read(
    text: str,
    *,
    aliases: tuple[str, ...] = OWN,
    language: str | None = None,
    pin: str | None = None,
    question: OpenQuestion | None = None,
    vocabulary: SmsVocabulary = VOCABULARY,
) -> MessageReading:
    """One text of the volunteer who holds 47K and 12F; with ``pin``, from a phone that others use too."""
    fits: Callable[[str], bool] | None = None if pin is None else pin.__eq__
    return read_message(text, SenderContext(frozenset(aliases), language, fits, question), vocabulary, POLICY)
