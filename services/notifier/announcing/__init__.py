"""From an event to a notice: a file for each source, with its wording, its audience, and what its kinds are called."""
