"""Pictures: one that somebody uploads becomes those that pages show, in a process of its own."""
