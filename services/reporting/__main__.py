"""`python -m services.reporting`."""

from services.reporting.main import run

run()
