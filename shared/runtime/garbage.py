"""Settings of Python's garbage collector, which keep it from searching objects that live as long as the process.

Classes, routes and templates are never garbage. Searching them while they are made costs a fifth of the start-up time;
later a full collection would stop the service for some 90 ms, where it now takes less than 1 ms. Most new objects are
gone as soon as their request or batch is done: a collection after every 700 new objects, Python's default, would cost
a consumer a tenth of its time.
"""

import gc

_NEW_OBJECTS = 10_000


def let_it_lie() -> None:
    """Turn the collector off until `collect_from_here` is called."""
    gc.disable()


def collect_from_here() -> None:
    """Exclude all objects that exist now from collection, and turn the collector on for new ones."""
    gc.freeze()
    gc.set_threshold(_NEW_OBJECTS, *gc.get_threshold()[1:])
    gc.enable()
