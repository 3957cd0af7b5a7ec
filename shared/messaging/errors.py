"""How a handler says that it failed.

Whatever is raised decides what happens to the event:

    nothing        it was handled
    Permanent      it can never succeed; parked for a person to look at
    Unavailable    what everything needs is down; consumption pauses, nothing is counted
    anything else  it may succeed later; set aside, tried again, in the end parked
"""

from shared.store.errors import Unavailable

__all__ = ["Permanent", "Unavailable"]


class Permanent(Exception):
    """Trying again is of no use; the message is a sentence that an operator understands."""
