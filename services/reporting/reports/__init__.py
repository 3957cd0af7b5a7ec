"""The reports of the offices, from the first word to the submission."""
