"""Members: who belongs to which body, by which decree, from when to when."""
