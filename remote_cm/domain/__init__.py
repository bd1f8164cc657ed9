"""Rules that are true on paper: values in, a decision with its reasons out; no clock, no network, no database."""
