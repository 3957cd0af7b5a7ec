"""The people of the county's offices: how each is reached, and who holds which post."""
