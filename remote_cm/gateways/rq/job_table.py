"""On which queue each job waits."""

from collections.abc import Mapping

from remote_cm.ports import Job

ALERTS = "alerts"
CONTACTS = "contacts"

QUEUE_OF: Mapping[Job, str] = {
    Job.CLIMB_ALERT: ALERTS,
    Job.HAND_OVER_PAGE: ALERTS,
    Job.HAND_OVER_MESSAGE: CONTACTS,
    Job.PLACE_BRIDGE: CONTACTS,
    Job.CUT_BRIDGE: CONTACTS,
}
