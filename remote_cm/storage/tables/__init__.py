"""What is kept, one file a subject; ``every_table`` names them all."""
