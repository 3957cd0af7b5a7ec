"""The offices that report: a local copy of membership's facts, fed by events."""
