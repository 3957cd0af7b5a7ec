"""The reports of the offices, from the first draft to the last revision."""
