"""Backups of a whole county, and how one is put back: all databases at one moment, and what the broker knows."""
