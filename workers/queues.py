"""Which queues there are, most urgent first, and how long a worker holds a job of each."""

from remote_cm.gateways.rq.job_table import ALERTS, CONTACTS

#: A worker serves alerts before anything else.
IN_ORDER_OF_URGENCY = (ALERTS, CONTACTS)
