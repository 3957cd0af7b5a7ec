"""How a message reaches a person: one file for each channel, all with the same four answers."""
