"""The `ravabet` command for operators."""

import typer

from shared.operations import audit, contracts, decisions, events, signing_keys, topology, users, versions
from shared.runtime.secret_files import take_secrets

app = typer.Typer(help="Operate Ravabet.", no_args_is_help=True, pretty_exceptions_enable=False)
for command in (decisions.groups, decisions.show, decisions.retry, decisions.discard, decisions.restore):
    events.app.command()(command)
app.add_typer(events.app, name="events")
app.add_typer(contracts.app, name="contracts")
app.add_typer(audit.app, name="audit")
app.command("topology")(topology.declare_topology)
app.command("users")(users.make_users)
app.command("rotate-key")(signing_keys.rotate_key)
app.command("version")(versions.tell_versions)


@app.callback()
def ravabet() -> None:
    """Operate Ravabet. Settings are read from the environment and from the folder of secret files."""
    take_secrets()
