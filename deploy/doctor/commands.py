"""`ravabet doctor` and `ravabet can-i-deploy`. What they need is imported when they run, so that no other one waits."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from shared.events.catalogue import SERVICES
from shared.operations.stores import complain
from shared.runtime.version import own_version

if TYPE_CHECKING:
    from deploy.doctor.finding import Check, Finding

say = Console(soft_wrap=True, highlight=False, markup=False)

_NO_REPLICAS = "RAVABET_REPLICAS is no JSON: it names for each service a list of addresses."

AsJson = Annotated[bool, typer.Option("--json", help="For programs.")]


def examine_county(*, as_json: AsJson = False) -> None:
    """Find out what is wrong in the county, and say what to do about it.

    Asks replicas, databases, broker, mail server and Bale, by the settings of all services, and changes nothing. Exit
    code 1 when something is wrong; what will be wrong soon, or could not be looked at, is said and is no failure.
    """
    from deploy.doctor.county import County  # noqa: PLC0415
    from deploy.doctor.examining import examine  # noqa: PLC0415
    from deploy.doctor.finding import Level  # noqa: PLC0415

    try:
        county = County.of_environment()
    except ValueError as error:
        complain.print(_NO_REPLICAS, highlight=False)
        raise typer.Exit(1) from error
    found = asyncio.run(examine(county, _checks()))
    levels = [finding.level for findings in found.values() for finding in findings]
    if as_json:
        listed = [{"check": name} | asdict(each) for name, findings in found.items() for each in findings]
        say.print_json(json.dumps({"checks": list(found), "findings": listed}))
    else:
        _tell(found, list(Level))
    if Level.WRONG in levels:
        raise typer.Exit(1)


def say_whether_to_deploy(
    service: Annotated[str, typer.Argument(help=f"One of {', '.join(SERVICES)}.")],
    version: Annotated[str, typer.Option(help="The release that is asked about; this command's own by default.")] = "",
) -> None:
    """Say whether this release of a service can be started beside what runs now, and why not.

    What runs is asked for its events; the broker for its queues and bindings; the database for documents that this
    release cannot read any more. It changes nothing. Exit code 0 means yes, 1 means no. A yes may come with what an
    operator should know first, such as a service that is better upgraded before this one.

    Each release answers for itself: run it in the image that is to be started.
    """
    if service not in SERVICES:
        raise typer.BadParameter(f"{service}: choose from {', '.join(SERVICES)}", param_hint="SERVICE")
    own = own_version().release
    if version not in {"", own}:
        complain.print(f"This is release {own}: ask ravabet of {version}, in the image ravabet/{service}:{version}.")
        raise typer.Exit(1)
    from deploy.doctor.county import County  # noqa: PLC0415
    from deploy.doctor.deploying import answer_for  # noqa: PLC0415

    try:
        county = County.of_environment()
    except ValueError as error:
        complain.print(_NO_REPLICAS, highlight=False)
        raise typer.Exit(1) from error
    answer = asyncio.run(answer_for(service, county))
    say.print(f"{service} {own}: {'no' if answer.reasons else 'yes'}")
    for sentence in (*answer.reasons, *answer.remarks):
        say.print(f"- {sentence}")
    if answer.reasons:
        raise typer.Exit(1)


def _tell(found: "Mapping[str, Sequence[Finding]]", levels: Sequence[str]) -> None:
    """Say the worst first, and at the end how much there is of each."""
    findings = [finding for each in found.values() for finding in each]
    for level in levels:
        for finding in dict.fromkeys(each for each in findings if each.level == level):
            say.print(f"{level}: {finding.sentence}\n  {finding.remedy}")
    counts = ", ".join(f"{sum(each.level == level for each in findings)} {level}" for level in levels)
    say.print(f"{len(found)} checks: {counts}.")


def _checks() -> "Mapping[str, Check]":
    from deploy.doctor import (  # noqa: PLC0415
        ages,
        broker,
        certificates,
        clocks,
        databases,
        files,
        letters,
        outside,
        posts,
        register,
        replicas,
        secret_files,
        stored,
    )

    return {
        "replicas": replicas.check_replicas,
        "versions": replicas.check_versions,
        "databases": databases.check_databases,
        "broker": broker.check_broker,
        "topology": broker.check_topology,
        "missed events": broker.check_missed,
        "posts": posts.check_posts,
        "events": stored.check_events,
        "backup": stored.check_backup,
        "files": files.check_files,
        "letters": letters.check_letters,
        "register": register.check_register,
        "clocks": clocks.check_clocks,
        "certificates": certificates.check_certificates,
        "mail": outside.check_mail,
        "Bale": outside.check_bale,
        "secret files": secret_files.check_secret_files,
        "ages of secrets": ages.check_ages,
    }
