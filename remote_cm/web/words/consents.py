"""What a family agreed to and took back, in words."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.consent_standing import HeardNo, ItemState

HEARD_NO: Mapping[HeardNo, LazyString] = {
    HeardNo.IN_A_CALL: lazy_gettext("They said so in a call"),
    HeardNo.THEY_RANG: lazy_gettext("They rang us themselves"),
    HeardNo.BY_TEXT: lazy_gettext("They wrote a text"),
    HeardNo.FACE_TO_FACE: lazy_gettext("They said so face to face"),
    HeardNo.THROUGH_ANOTHER: lazy_gettext("Somebody told us for them"),
}

ITEM_STATES: Mapping[ItemState, LazyString] = {
    ItemState.WITHDRAWN: lazy_gettext("taken back"),
    ItemState.DECLINED: lazy_gettext("declined"),
    ItemState.ENDED: lazy_gettext("has run out"),
    ItemState.NOT_ASKED: lazy_gettext("not asked yet"),
    ItemState.AGREED: lazy_gettext("agreed"),
}
