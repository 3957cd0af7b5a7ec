"""A mail server that delivers to a page: what the local stack and the tests send, people read there."""
