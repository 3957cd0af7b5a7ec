"""What stops an audit; the message is for the person who started it."""


class CannotAudit(Exception):
    """The list of what is allowed is wrong; the message says in one sentence where."""


class OutOfReach(Exception):
    """Who knows of faults does not answer; the message says in one sentence why."""
