"""Within how many hours a family is called again because of what was heard, sooner than any cadence asks for.

The hours stand beside each colour of the script (script §2.4 to §2.8): after a red on health within hours, after
passing thoughts of self-harm the next day and then daily, until it was asked again and is better.
"""

from collections.abc import Iterable, Mapping

from remote_cm.domain.vocabulary import AnswerCode, DomainColour, ScriptDomain

RecallHours = Mapping[str, Mapping[AnswerCode, int]]
"""Hours by a domain or an item of the script ("D2", "D3.3") and what was heard there."""

_CODE_OF = {DomainColour.ORANGE: AnswerCode.ORANGE, DomainColour.RED: AnswerCode.RED}


def recall_within_hours(
    answers: Iterable[tuple[str, AnswerCode]],
    effective: Mapping[ScriptDomain, DomainColour],
    hours: RecallHours,
) -> int | None:
    """The fewest hours that anything asks for, None when nothing does.

    ``answers`` are those of this talk, each item with its code. ``effective`` are the domains as they stand after it: a
    red that was not asked about again still asks for its call.
    """
    heard = [
        *answers,
        *((domain.value, _CODE_OF[colour]) for domain, colour in effective.items() if colour in _CODE_OF),
    ]
    found = [hours[place][code] for place, code in heard if code in hours.get(place, {})]
    return min(found, default=None)
