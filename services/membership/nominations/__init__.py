"""Nominations: an office names its member of a body, and the secretariat reviews it."""
