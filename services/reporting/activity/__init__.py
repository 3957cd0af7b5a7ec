"""What offices did in public, counted from the events of other services; reports are prefilled with the counts."""
