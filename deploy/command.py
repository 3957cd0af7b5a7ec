"""The `ravabet` command as it is installed.

`shared.operations` has the commands that need no more than a database or the broker. What sets up, upgrades or backs up
a county knows all services, and is added here.
"""

from deploy.backup import commands as backup
from deploy.doctor import commands as doctor
from deploy.guests import commands as guests
from deploy.letters import commands as letters
from deploy.migrate import migrate
from deploy.posts import commands as posts
from deploy.rotation import commands as rotation
from deploy.setup import commands as setup
from shared.operations.cli import app

app.add_typer(guests.app, name="guest")
app.add_typer(letters.app, name="letters")
app.add_typer(posts.app, name="posts")
app.command("setup")(setup.set_up)
app.command("prepare")(setup.prepare)
app.command("first-day")(setup.start_first_day)
app.command("rotate")(rotation.rotate)
app.command("offices-template")(setup.write_offices_template)
app.command("backup")(backup.back_up)
app.command("restore")(backup.restore)
app.command("backup-key")(backup.make_key)
app.command("migrate")(migrate)
app.command("doctor")(doctor.examine_county)
app.command("can-i-deploy")(doctor.say_whether_to_deploy)

__all__ = ["app"]
