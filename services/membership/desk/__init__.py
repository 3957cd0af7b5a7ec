"""The desk: what waits for whoever is signed in."""
