"""The desk: the work that waits for the person who is signed in."""
