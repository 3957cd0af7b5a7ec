"""The stack without Docker: `up` runs it, `stop NAME` and `start NAME` speak to it, `programs` only fetches all."""

import os
import select
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

from deploy.local.checking import TopologyCheck
from deploy.local.control import Refused, answer_one, find_running, listening
from deploy.local.members import Modules
from deploy.local.progress import Progress
from deploy.local.stack import Stack, fetch_all_programs, home_asked_for, running_stack
from deploy.local.trouble import CannotStart

_LOOK_EVERY = 0.5
_STOPS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def main(arguments: list[str], modules: Modules | None = None) -> int:
    """Do what is asked and return the exit code."""
    try:
        match arguments:
            case ["up"]:
                up(modules)
            case ["stop" | "start" as verb, *names]:
                print(tell(verb, " ".join(names)))
            case ["programs"]:
                fetch_all_programs()
            case _:
                print("usage: python -m deploy.local up | stop NAME | start NAME | programs", file=sys.stderr)
                return 2
    except (CannotStart, Refused) as reason:
        print(reason, file=sys.stderr)
        return 1
    return 0


def up(modules: Modules | None = None) -> None:
    """Run the stack until a signal stops it.

    Raises:
        CannotStart: it does not start.
    """
    home, progress = home_asked_for(), Progress()
    with (
        until_a_signal(),
        running_stack(home, modules=modules, progress=progress) as stack,
        listening(home) as listener,
        ExitStack() as running,
    ):
        progress.say(f"\n  {stack.url}\n\nCtrl-C stops it. Logs: {os.path.relpath(home.logs)}")
        gone: set[str] = set()
        check = TopologyCheck(stack, progress.say)
        running.callback(check.end)
        while True:
            check.step()
            if select.select([listener], [], [], _LOOK_EVERY)[0]:
                answer_one(listener, stack)
                gone = _not_running(stack)
            for name in _not_running(stack) - gone:
                log = stack.processes[name].log
                progress.say(f"{name} ended unexpectedly: read {log}; to start it again: make start S={name}.")
            gone = _not_running(stack)


def tell(verb: str, name: str) -> str:
    """Ask the running stack to stop or start one process; return its answer.

    Raises:
        Refused: no stack runs, or it says no.
    """
    home = home_asked_for()
    stack = find_running(home.folder)
    if stack is None:
        raise Refused(f"No stack is running in {home.folder}: start one with make up.")
    return stack.stop(name) if verb == "stop" else stack.start(name)


@contextmanager
def until_a_signal() -> Iterator[None]:
    """Leave the block in order when Ctrl-C or another signal asks for it; a second one does not break into that."""

    def leave(*_: object) -> None:
        for number in _STOPS:
            signal.signal(number, signal.SIG_IGN)
        raise KeyboardInterrupt

    for number in _STOPS:
        signal.signal(number, leave)
    try:
        yield
    except KeyboardInterrupt:
        return


def _not_running(stack: Stack) -> set[str]:
    return {name for name, process in stack.processes.items() if not process.is_running}


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
