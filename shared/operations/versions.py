"""`ravabet version`: which release this command is, and which releases the services are that run now."""

import json
import os
from collections.abc import Mapping
from typing import Annotated

import httpx
import typer
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.runtime.version import Version, own_version

say = Console(soft_wrap=True, highlight=False)

_PATIENCE_SECONDS = 5.0


def tell_versions(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Tell the version of this command and, where RAVABET_PUBLIC_URL is set, of each service that runs there."""
    running = running_versions(url) if (url := os.environ.get("RAVABET_PUBLIC_URL")) else {}
    if as_json:
        versions = {"ravabet": own_version(), **running}
        say.print_json(json.dumps({name: _as_json(each) for name, each in versions.items()}))
        return
    say.print(f"ravabet {own_version()}")
    for service, each in running.items():
        say.print(f"{service} {each}" if each else f"{service} does not answer")


def running_versions(url: str) -> Mapping[str, Version | None]:
    """Ask each service through the gateway at this address; None stands for one that does not answer."""
    with httpx.Client(base_url=url, timeout=_PATIENCE_SECONDS) as web:
        return {service: _version_of(web, service) for service in SERVICES}


def _version_of(web: httpx.Client, service: str) -> Version | None:
    try:
        answer = web.get(f"/api/{service}/health/live").raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return None
    # A service of a release before this one tells no version.
    return Version(str(answer.get("version", "0")), str(answer.get("revision", "")))


def _as_json(version: Version | None) -> dict[str, str] | None:
    return {"version": version.release, "revision": version.revision} if version else None
