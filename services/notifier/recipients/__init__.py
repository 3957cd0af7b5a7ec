"""People of the offices whom events concern: how they are reached, and which posts they hold."""
