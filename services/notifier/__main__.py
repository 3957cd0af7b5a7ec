"""`python -m services.notifier`."""

from shared.runtime import garbage

garbage.let_it_lie()

from services.notifier.main import run  # noqa: E402 - the import is what makes the most of it

run()
