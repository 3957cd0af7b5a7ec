"""The key with which the county seals its letters."""
