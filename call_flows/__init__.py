"""The order of a talk: what was heard leads to the next step."""
