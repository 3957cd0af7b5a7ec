"""What stops a setup; the message is for the person who started it."""


class CannotSetUp(Exception):
    """Something is missing, wrong or in the way; the message says in one sentence what to do."""
