"""Whether the words of a text may tell of danger, heard without the database and without knowing who wrote them."""

import structlog

from remote_cm.domain.message_grammar import SenderContext, read_message, read_outside_message
from remote_cm.domain.vocabulary import Intent
from remote_cm.services.surroundings import Surroundings

log = structlog.get_logger(__name__)

ALARMS = frozenset({Intent.DANGER, Intent.DANGER_NOT_MY_CASEWORKER, Intent.HELP})
"""What opens an alert, whoever writes it (SMS vocabulary §5.4)."""

DANGER = ALARMS - {Intent.HELP}

_ANYBODY = SenderContext(aliases=frozenset(), language=None, pin_fits=None, open_question=None)


def hear_alarm(around: Surroundings, body: str, *, is_volunteer: bool) -> Intent | None:
    """Danger or help, in any language that we know, or None when there is neither.

    ``is_volunteer``: a danger digit counts beside other words too, as it does in a volunteer's text. A reader that
    fails has heard danger: a page too many is cheap, silence is not.
    """
    try:
        if is_volunteer:
            intent = read_message(body, _ANYBODY, around.vocabulary, around.policy.grammar).intent
        else:
            intent = read_outside_message(body, None, around.vocabulary, around.policy.grammar).intent
    except Exception as failure:  # noqa: BLE001 - whatever is wrong with the reader, the text may tell of danger
        log.error("text_not_readable", kind=type(failure).__name__)
        return Intent.DANGER
    return intent if intent in ALARMS else None
