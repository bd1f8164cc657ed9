"""The database's shape over time, and the rights that the application has on it."""
