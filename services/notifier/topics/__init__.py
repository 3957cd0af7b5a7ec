"""What can be followed: a local copy of the names of offices and bodies."""
