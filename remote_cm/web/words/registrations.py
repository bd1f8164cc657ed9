"""Opening a case, in words: by which numbers a child is looked for, who told us, and what the levels mean."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.registration import IdentifierKind, ReferredBy
from remote_cm.domain.vocabulary import RiskLevel

IDENTIFIERS: Mapping[IdentifierKind, LazyString] = {
    IdentifierKind.MOHA: lazy_gettext("MoHA number"),
    IdentifierKind.PROGRES: lazy_gettext("ProGres individual number"),
    IdentifierKind.FCN: lazy_gettext("Family counting number"),
}

REFERRED_BY: Mapping[ReferredBy, LazyString] = {
    ReferredBy.FAMILY: lazy_gettext("the family"),
    ReferredBy.CHILD: lazy_gettext("the child"),
    ReferredBy.VOLUNTEER: lazy_gettext("a volunteer"),
    ReferredBy.FOCAL_POINT: lazy_gettext("the focal point of the camp"),
    ReferredBy.OTHER_SERVICE: lazy_gettext("another service"),
    ReferredBy.OUR_STAFF: lazy_gettext("one of our staff"),
}

WHAT_LEVELS_MEAN: Mapping[RiskLevel, LazyString] = {
    RiskLevel.HIGH: lazy_gettext("serious harm, or harm that may cost the child's life"),
    RiskLevel.MEDIUM: lazy_gettext("some harm, not threatening life"),
    RiskLevel.LOW: lazy_gettext("harm is possible without support"),
}
"""Inter-agency guidelines 2024 §2.1.1.d (RSK-03)."""
