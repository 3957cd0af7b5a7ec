"""Logging, settings, ids, and the life of a process."""
