"""What is kept and how it is found again; functions take a session and never commit."""
