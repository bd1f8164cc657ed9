"""What providers send us: proved first, then one service, then the answer that harms least when we fail."""
