"""What is said, and how it is said otherwise to a child."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from remote_cm.domain.vocabulary import AgeBand, Track


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
