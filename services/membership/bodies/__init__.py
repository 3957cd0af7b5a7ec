"""Bodies: the council, the media headquarters and what else has members. What they are is data."""
