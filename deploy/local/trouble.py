"""What a person is told when the stack cannot start."""


class CannotStart(Exception):
    """The stack cannot start; the message is one sentence that says what to do."""
