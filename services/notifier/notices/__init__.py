"""What is told: a text, once, for all of an audience."""
