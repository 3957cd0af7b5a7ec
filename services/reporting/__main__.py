"""`python -m services.reporting`."""

from shared.runtime import garbage

garbage.let_it_lie()

from services.reporting.main import run  # noqa: E402 - the import makes most of the objects

run()
