"""One signed file with all that a server without a network needs."""
