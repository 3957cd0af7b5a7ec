"""Links by which people choose a password: the first one, and another one when it was forgotten."""
