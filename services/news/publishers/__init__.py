"""Those in whose name news stands: a local copy of offices and bodies, fed by events."""
