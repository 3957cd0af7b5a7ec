"""A copy of how many follow what, as the notifier counts them."""
