"""What stops a build; the message is for the person who started it."""


class CannotBuild(Exception):
    """An image cannot be built; the message is one sentence that says why."""
