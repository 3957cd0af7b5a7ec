"""`python -m services.membership`."""

from shared.runtime import garbage

garbage.let_it_lie()

from services.membership.main import run  # noqa: E402 - the import is what makes the most of it

run()
