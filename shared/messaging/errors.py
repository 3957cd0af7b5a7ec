"""The errors with which a handler says what happens to its event.

What the handler raises decides:

    no error       the event was handled
    Permanent      it can never succeed: it is parked until a person looks at it
    Unavailable    the database is down: the consumer waits, and the try does not count
    anything else  it may succeed later: it waits for further tries, and is parked when all have failed
"""

from shared.store.errors import Unavailable

__all__ = ["Permanent", "Unavailable"]


class Permanent(Exception):
    """The event can never be handled, so it is not tried again; the message is a sentence for operators."""
