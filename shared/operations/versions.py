"""`ravabet version`: which release this command is, and which releases the services are that run now."""

import json
import os
from collections.abc import Mapping, Sequence
from typing import Annotated

import httpx
import typer
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.runtime.version import Version, own_version

say = Console(soft_wrap=True, highlight=False, markup=False)

_PATIENCE_SECONDS = 5.0


def tell_versions(*, as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False) -> None:
    """Tell the version of this command, and of each replica of each service that runs.

    RAVABET_REPLICAS says where they are (JSON: for each service a list of addresses); without it each service is asked
    once by RAVABET_PUBLIC_URL, through the gateway.
    """
    running = running_versions()
    if as_json:
        told = {service: [_as_json(each) for each in replicas] for service, replicas in running.items()}
        say.print_json(json.dumps({"ravabet": _as_json(own_version()), "running": told}))
        return
    say.print(f"ravabet {own_version()}")
    for service, replicas in running.items():
        for each in replicas:
            say.print(f"{service} {each}" if each else f"{service} does not answer")


def running_versions() -> Mapping[str, Sequence[Version | None]]:
    """Ask all replicas; None stands for one that does not answer. Empty when nobody says where they are."""
    with httpx.Client(timeout=_PATIENCE_SECONDS) as web:
        return {
            service: [_version_of(web, url, service) for url in urls] for service, urls in replicas_of_all().items()
        }


def replicas_of_all() -> Mapping[str, Sequence[str]]:
    """Return the address of each replica of each service, as the environment says."""
    if listed := os.environ.get("RAVABET_REPLICAS"):
        told: dict[str, list[str]] = json.loads(listed)
        return told
    public = os.environ.get("RAVABET_PUBLIC_URL")
    return {service: [public] for service in SERVICES} if public else {}


def _version_of(web: httpx.Client, url: str, service: str) -> Version | None:
    try:
        answer = web.get(f"{url}/api/{service}/health/live").raise_for_status().json()
    except (httpx.HTTPError, ValueError):
        return None
    # A service of a release before this one tells no version.
    return Version(str(answer.get("version", "0")), str(answer.get("revision", "")))


def _as_json(version: Version | None) -> dict[str, str] | None:
    return {"version": version.release, "revision": version.revision} if version else None
