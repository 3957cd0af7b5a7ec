"""Makes the secrets of a county anew while it runs: what uses the old ones goes on until it has the new ones."""
