"""nginx before the services: one address for all of them."""
