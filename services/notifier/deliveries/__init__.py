"""The ledger: what is told to whom, on which channel, and what became of it."""
