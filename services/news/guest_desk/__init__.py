"""The operator's pages of guests: who may publish what, their keys and contracts, and what became of their events."""
