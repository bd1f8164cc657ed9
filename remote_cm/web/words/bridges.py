"""How a masked bridge stands, in words for whoever began it."""

from collections.abc import Mapping

from flask_babel import LazyString, lazy_gettext

from remote_cm.domain.masked_bridge import BridgeEnd, BridgeMoment
from remote_cm.services.attempt_contact import HandReason

MOMENTS: Mapping[BridgeMoment, LazyString] = {
    BridgeMoment.WAITING: lazy_gettext("Your phone will ring in a moment. Pick up and press 1."),
    BridgeMoment.CALLER_RINGS: lazy_gettext("Your phone rings now. Pick up and press 1."),
    BridgeMoment.CALLER_ASKED: lazy_gettext("You picked up. Press 1 on your phone."),
    BridgeMoment.OTHER_CALLED: lazy_gettext("They are being called."),
    BridgeMoment.OTHER_RINGS: lazy_gettext("Their phone rings."),
    BridgeMoment.OTHER_ASKED: lazy_gettext("Somebody picked up. They are asked to press 1."),
    BridgeMoment.JOINED: lazy_gettext("You are joined."),
    BridgeMoment.OVER: lazy_gettext("The line has ended."),
}

ENDS: Mapping[BridgeEnd, LazyString] = {
    BridgeEnd.TALKED: lazy_gettext("You were joined, and the line has ended."),
    BridgeEnd.CALLER_NOT_REACHED: lazy_gettext("Your own phone was not picked up. Nobody else was rung."),
    BridgeEnd.CALLER_NO_KEY: lazy_gettext("You did not press 1 on your phone. Nobody else was rung."),
    BridgeEnd.CALLER_HUNG_UP: lazy_gettext("You hung up before you were joined."),
    BridgeEnd.CANCELLED: lazy_gettext("You cancelled it before you were joined."),
    BridgeEnd.GATE_CLOSED: lazy_gettext("It was not safe to ring them any more, so nobody was rung."),
    BridgeEnd.OTHER_NO_ANSWER: lazy_gettext("They did not pick up."),
    BridgeEnd.OTHER_BUSY: lazy_gettext("Their phone was engaged."),
    BridgeEnd.OTHER_FAILED: lazy_gettext("Their phone could not be connected. Is the number still right?"),
    BridgeEnd.OTHER_NO_KEY: lazy_gettext(
        "Somebody or a machine picked up, but nobody pressed 1. Nobody was joined and nothing was told."
    ),
    BridgeEnd.NOT_STARTED: lazy_gettext("The line could not be begun in time. Nobody was rung."),
    BridgeEnd.REFUSED: lazy_gettext("The telephone provider refused the call. Nobody was rung."),
    BridgeEnd.REPORTS_LOST: lazy_gettext("Nothing more was heard of this call, so it was ended."),
}

HAND_REASONS: Mapping[HandReason, LazyString] = {
    HandReason.BRIDGE_FAILED: lazy_gettext("The line did not connect us"),
    HandReason.BAD_LINE: lazy_gettext("We could not hear each other"),
    HandReason.THEY_ASKED: lazy_gettext("They asked for a call from my phone"),
    HandReason.NO_PHONE_HERE: lazy_gettext("The phone that the line rings is not with me"),
}
