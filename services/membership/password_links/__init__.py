"""Links by which people choose their first password, or a new one when they forgot it."""
