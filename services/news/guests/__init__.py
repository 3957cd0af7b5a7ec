"""Guests: other systems of the county that publish events, and may read public ones."""
