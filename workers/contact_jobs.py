"""Jobs of ordinary traffic: a reply is handed to the provider, a masked bridge is begun or its line cut."""

from remote_cm.services.cut_bridge import cut_bridge as cut
from remote_cm.services.hand_over_message import hand_over_message as hand_over
from remote_cm.services.place_bridge import place_bridge as place
from workers.job_frame import run_job


def hand_over_message(message_id: str) -> None:
    """Give one text to the provider."""
    run_job("hand_over_message", hand_over, message_id)


def place_bridge(bridge_id: str) -> None:
    """Have the provider ring whoever began one bridge."""
    run_job("place_bridge", place, bridge_id)


def cut_bridge(bridge_id: str) -> None:
    """Have the provider end the line of one bridge."""
    run_job("cut_bridge", cut, bridge_id)
