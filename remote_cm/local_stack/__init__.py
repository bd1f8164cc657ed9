"""Brings up everything on one machine: embedded PostgreSQL and Redis, and every process of `make run`."""
