"""The offices that report, copied from membership's events."""
