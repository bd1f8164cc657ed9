"""What is said, and how it is said otherwise to a child."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from remote_cm.domain.vocabulary import AgeBand, Track

_CHILD = "[the child]"
_TO_FILL_IN = re.compile(r"\[[^\[\]]+\]")


def read_back(words: str) -> str:
    """Words that were asked, as one reads them afterwards: what stands in square brackets was filled in by whoever
    spoke.

    The child is read back as the child, since a name is written down nowhere; anything else as a gap.
    """
    return _TO_FILL_IN.sub("…", words.replace(_CHILD, _CHILD.strip("[]")))


@dataclass(frozen=True)
class SpokenWords:
    """What is said at one place of a call: to a grown-up, and to a child of each age band.

    A band without words of its own hears those for the caregiver.
    """

    caregiver: str
    child: Mapping[AgeBand, str] = field(default_factory=dict)

    def said_to(self, track: Track, band: AgeBand) -> str:
        """The words for this listener."""
        return self.child.get(band, self.caregiver) if track is Track.CHILD else self.caregiver
