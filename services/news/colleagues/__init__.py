"""Who works with an item, and what each of them is told of it."""
