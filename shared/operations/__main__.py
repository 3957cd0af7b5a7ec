"""`python -m shared.operations`, the same as `ravabet`."""

from shared.operations.cli import app

app()
