"""Known faults of the locked libraries: asked for, compared with what is allowed for a while, and told."""
