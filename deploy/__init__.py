"""How Ravabet is brought to machines."""
