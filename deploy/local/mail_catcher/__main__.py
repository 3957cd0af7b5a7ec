"""`python -m deploy.local.mail_catcher`: catch mail until told to stop."""

import argparse
from pathlib import Path

from deploy.local.mail_catcher.running import running_mail_catcher
from deploy.local.peer.serving import run, told_to_stop


async def catch(smtp_port: int, http_port: int, store: Path | None) -> None:
    async with running_mail_catcher(smtp_port=smtp_port, http_port=http_port, store=store):
        await told_to_stop()


parser = argparse.ArgumentParser(
    prog="python -m deploy.local.mail_catcher",
    description="A mail server on 127.0.0.1 that delivers to a page, /peers/mail/, and nowhere else.",
)
parser.add_argument("--smtp-port", type=int, required=True, metavar="N", help="port to which programs send e-mail")
parser.add_argument("--http-port", type=int, required=True, metavar="N", help="port of the page that shows it")
parser.add_argument("--store", type=Path, metavar="DIR", help="folder that keeps e-mail over a restart")
chosen = parser.parse_args()
run(catch(chosen.smtp_port, chosen.http_port, chosen.store))
