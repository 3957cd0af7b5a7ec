"""`python -m services.notifier`."""

from services.notifier.main import run

run()
