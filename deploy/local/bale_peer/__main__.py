"""`python -m deploy.local.bale_peer`: be Bale until told to stop."""

import argparse
from pathlib import Path

from deploy.local.bale_peer.running import running_bale_peer
from deploy.local.peer.serving import run, told_to_stop


async def serve(http_port: int, token: str, store: Path | None) -> None:
    async with running_bale_peer(token=token, http_port=http_port, store=store):
        await told_to_stop()


parser = argparse.ArgumentParser(
    prog="python -m deploy.local.bale_peer",
    description="The HTTP interface of Bale's bots on 127.0.0.1, with a page of the chats at /peers/bale/.",
)
parser.add_argument("--http-port", type=int, required=True, metavar="N", help="port of the interface and the page")
parser.add_argument("--token", required=True, metavar="T", help="the bot's token; others are refused")
parser.add_argument("--store", type=Path, metavar="DIR", help="folder that keeps chats over a restart")
chosen = parser.parse_args()
run(serve(chosen.http_port, chosen.token, chosen.store))
