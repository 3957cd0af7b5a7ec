"""`python -m services.news`."""

from services.news.main import run

run()
