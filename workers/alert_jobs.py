"""Jobs that cannot wait: an alert climbs, a page is handed to the provider."""

from remote_cm.services.climb_alert import climb_alert as climb
from remote_cm.services.hand_over_message import hand_over_message as hand_over
from workers.job_frame import run_job


def climb_alert(alert_id: str) -> None:
    """Let one alert climb as far as its clock says."""
    run_job("climb_alert", climb, alert_id)


def hand_over_page(message_id: str) -> None:
    """Give one page of an alert to the provider."""
    run_job("hand_over_page", hand_over, message_id)
