"""The notices at the desk of each member: what also goes out by mail and messenger, and what of it was read."""
