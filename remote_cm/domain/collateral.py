"""When somebody beside the family may be asked how a child is: a relative, a teacher, a service, a leader (MON-23).

The family chooses whom: without its yes, or against it, nobody else learns that we know the child (002 step 5, N14).
"""

from collections.abc import Collection
from dataclasses import dataclass

from remote_cm.domain.call_extras import CollateralKind
from remote_cm.domain.consent import needed_consents
from remote_cm.domain.refusal import BadInput, Fault
from remote_cm.domain.vocabulary import AgeBand, Track

_WHOSE_YES = {Track.CAREGIVER: "a caregiver who is no part of the harm", Track.CHILD: "the child"}


@dataclass(frozen=True)
class FamilyConsent:
    """What decides if others may be asked.

    ``is_in_force`` is the consent to the whole contact; ``feared`` are the names of persons of concern,
    ``not_to_inform`` the words with which the family said who must not know.
    """

    is_in_force: bool
    band: AgeBand
    caregiver_is_person_of_concern: bool
    feared: tuple[str, ...]
    not_to_inform: tuple[str, ...]

    @property
    def whose_yes(self) -> frozenset[Track]:
        """Who has to have agreed to this very person: whose consent counts at this age (002 step 1 table)."""
        return needed_consents(self.band, caregiver_is_person_of_concern=self.caregiver_is_person_of_concern)


def check_collateral(
    consent: FamilyConsent,
    kind: CollateralKind | None,
    name: str,
    agreed_by: Collection[Track],
    *,
    is_all_certain: bool,
) -> None:
    """See to it that a talk with this person was right to have and may be written down.

    ``kind`` is None where nothing was chosen, ``name`` is what the caseworker calls the person, ``is_all_certain`` that
    everything was ticked that has to be certain first. A name that is also a feared person's, or stands among those who
    must not know, is refused even where it is another person of that name: whom we mean is then found out with the
    supervisor. Raises BadInput with every fault.
    """
    faults = []
    if not consent.is_in_force:
        faults.append(Fault("consent", "the family's consent is not given or has ended: speak with the family first"))
    missing = [_WHOSE_YES[track] for track in Track if track in consent.whose_yes and track not in agreed_by]
    if missing:
        faults.append(Fault("agreed_by", f"ask {' and '.join(missing)} first, about this very person"))
    if not is_all_certain:
        faults.append(Fault("certain", "be certain of each point before you speak with anybody, and tick it"))
    if kind is None:
        faults.append(Fault("kind", "choose whom you spoke with"))
    if not name.strip():
        faults.append(Fault("name", "write how you call this person"))
    elif _is_among(name, consent.feared):
        faults.append(Fault("name", "somebody of this name is part of the harm: ask your supervisor first"))
    elif any(_is_named_in(name, told) for told in consent.not_to_inform):
        faults.append(Fault("name", "somebody of this name must not know, the family said: respect it"))
    if faults:
        raise BadInput(*faults)


def _is_among(name: str, names: Collection[str]) -> bool:
    """True where all the words of one name are found in the other: people are called by half of their names."""
    typed = _words(name)
    return any(typed <= _words(other) or _words(other) <= typed for other in names if _words(other))


def _is_named_in(name: str, told: str) -> bool:
    return bool(_words(name) & {word for word in _words(told) if len(word) > 2})


def _words(text: str) -> frozenset[str]:
    cleaned = "".join(letter if letter.isalnum() else " " for letter in text.casefold())
    return frozenset(cleaned.split())
