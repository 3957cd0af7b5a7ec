"""`python -m deploy`, the same as `ravabet`."""

from deploy.command import app

app()
