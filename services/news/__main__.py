"""`python -m services.news`."""

from shared.runtime import garbage

garbage.let_it_lie()

from services.news.main import run  # noqa: E402 - the import is what makes the most of it

run()
