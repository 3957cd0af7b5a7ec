"""The demonstration's door: four roles, one click each, from this machine alone."""
