"""What a worker may not do: it computes, and knows no file, no connection, and only the time and memory it is given."""

import os
import resource
import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager


def shut_in(memory: int) -> None:
    """Take away what no request needs: other memory, files, connections, complaints that quote what is worked on.

    `memory` is bytes of addresses. Pipes that are open stay open.
    """
    nowhere = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, sys.stderr.fileno())
    os.close(nowhere)
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))


@contextmanager
def ended_after(seconds: float) -> Iterator[None]:
    """Let the kernel end this process by the alarm, even while foreign code computes and whoever asked is gone."""
    signal.setitimer(signal.ITIMER_REAL, seconds)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
