"""Container images of the services and of the gateway, and lists of what is in them."""
