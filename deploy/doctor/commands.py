"""`ravabet doctor`. What it needs is imported when it runs: the other commands do not wait for it."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from shared.operations.stores import complain

if TYPE_CHECKING:
    from deploy.doctor.finding import Check, Finding

say = Console(soft_wrap=True, highlight=False, markup=False)

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
        complain.print("RAVABET_REPLICAS is no JSON: it names for each service a list of addresses.", highlight=False)
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


def _tell(found: "Mapping[str, Sequence[Finding]]", levels: Sequence[str]) -> None:
    """Say the worst first, and at the end how much there is of each."""
    findings = [finding for each in found.values() for finding in each]
    for level in levels:
        for finding in dict.fromkeys(each for each in findings if each.level == level):
            say.print(f"{level}: {finding.sentence}\n  {finding.remedy}")
    counts = ", ".join(f"{sum(each.level == level for each in findings)} {level}" for level in levels)
    say.print(f"{len(found)} checks: {counts}.")


def _checks() -> "Mapping[str, Check]":
    from deploy.doctor import broker, certificates, clocks, databases, outside, replicas, secret_files, stored  # noqa: PLC0415

    return {
        "replicas": replicas.check_replicas,
        "versions": replicas.check_versions,
        "databases": databases.check_databases,
        "broker": broker.check_broker,
        "topology": broker.check_topology,
        "missed events": broker.check_missed,
        "events": stored.check_events,
        "backup": stored.check_backup,
        "clocks": clocks.check_clocks,
        "certificates": certificates.check_certificates,
        "mail": outside.check_mail,
        "Bale": outside.check_bale,
        "secret files": secret_files.check_secret_files,
    }
