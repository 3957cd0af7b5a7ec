"""The collector of garbage leaves alone what a service is built of.

Classes, routes and templates stay for as long as the process. To search them while they are made costs a fifth of the
start, and at work a full collection would stop everything for some 90 ms where it now takes less than one. Of what
comes, most is gone when its request or its batch is: to search after every 700 new objects, as is usual, costs a
consumer a tenth of its time.
"""

import gc

_NEW_OBJECTS = 10_000


def let_it_lie() -> None:
    """Search for none until `collect_from_here` says so."""
    gc.disable()


def collect_from_here() -> None:
    """What is there now stays, garbage or not; collect what comes."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
