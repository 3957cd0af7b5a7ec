"""The `ravabet` command for operators."""

import typer

from shared.operations import audit, events, signing_keys, topology, users

app = typer.Typer(help="Operate Ravabet.", no_args_is_help=True, pretty_exceptions_enable=False)
app.add_typer(events.app, name="events")
app.add_typer(audit.app, name="audit")
app.command("topology")(topology.declare_topology)
app.command("users")(users.make_users)
app.command("rotate-key")(signing_keys.rotate_key)


@app.callback()
def ravabet() -> None:
    """Operate Ravabet."""
