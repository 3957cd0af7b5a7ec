"""`python -m services.membership`."""

from services.membership.main import run

run()
