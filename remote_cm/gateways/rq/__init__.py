"""How a job is put on RQ's queues."""
