"""The audit trail of a service: each change is noted at once, one writer chains the notes, anybody can check them."""
