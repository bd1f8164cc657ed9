"""RQ's way in: an id in, one service called, nothing else."""
