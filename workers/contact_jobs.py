"""Jobs of ordinary traffic: a reply is handed to the provider."""

from remote_cm.services.hand_over_message import hand_over_message as hand_over
from workers.job_frame import run_job


def hand_over_message(message_id: str) -> None:
    """Give one text to the provider."""
    run_job("hand_over_message", hand_over, message_id)
