"""`make audit` against a small server of faults that speaks OSV, as the real one does."""

import asyncio
import json
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse

from deploy.local.peer.serving import LOOPBACK, serving

FAULT = {
    "schema_version": "1.6.0",
    "id": "GHSA-aaaa-bbbb-cccc",
    "aliases": ["CVE-2026-0001"],
    "summary": "Reads what it must not.",
    "affected": [
        {
            "package": {"name": "leaky", "ecosystem": "PyPI"},
            "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.3"}]}],
        }
    ],
}
LONG_AFTER, LONG_AGO = "2100-01-01", "2026-01-01"


@dataclass
class Source:
    """What the server knows of, and what it was asked."""

    url: str = ""
    status: int = 200
    faults: dict[str, Any] = field(default_factory=lambda: {"leaky 1.2": FAULT})
    asked: list[str] = field(default_factory=list)


@pytest.fixture
async def source() -> AsyncIterator[Source]:
    source, app = Source(), FastAPI()

    @app.post("/v1/query")
    async def query(request: Request) -> JSONResponse:
        asked = json.loads(await request.body())
        source.asked.append(f"{asked['package']['name']} {asked['version']}")
        known = source.faults.get(source.asked[-1])
        return JSONResponse({"vulns": [known]} if known else {}, source.status)

    async with serving(app) as port:
        source.url = f"http://{LOOPBACK}:{port}/v1/query"
        yield source


@dataclass(frozen=True)
class Audit:
    """Runs the command in a folder, and says how it ended, with what it said."""

    place: Path
    url: str

    async def run(self, *entries: tuple[str, str, str], locked: str = "leaky==1.2 sound==2.0") -> tuple[int, str]:
        lines = [f"{each} --hash=sha256:{'0' * 64}" for each in locked.split()]
        (self.place / "locked.txt").write_text("\n".join(lines))
        allowed = "".join(
            f'[[allowed]]\nid = "{name}"\npackage = "{package}"\nreason = "Nobody calls it here."\nuntil = {until}\n'
            for name, package, until in entries
        )
        (self.place / "allowed.toml").write_text(allowed)
        return await self.of_files()

    async def of_files(self) -> tuple[int, str]:
        words = [str(self.place / "locked.txt"), "--allowed", str(self.place / "allowed.toml"), "--osv-url", self.url]
        running = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "deploy.audit",
            *words,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        said, _ = await running.communicate()
        return running.returncode or 0, said.decode()


@pytest.fixture
def audit(tmp_path: Path, source: Source) -> Audit:
    return Audit(tmp_path, source.url)


async def test_a_known_fault_is_told_and_fails(audit: Audit, source: Source) -> None:
    code, said = await audit.run()

    assert code == 1, said
    assert "leaky 1.2: CVE-2026-0001, GHSA-aaaa-bbbb-cccc, mended in 1.3. Reads what it must not." in said
    assert "2 libraries looked at, 1 known faults." in said
    assert sorted(source.asked) == ["leaky 1.2", "sound 2.0"]


async def test_without_faults_it_is_well(audit: Audit) -> None:
    assert await audit.run(locked="sound==2.0") == (0, "1 libraries looked at, 0 known faults.\n")


@pytest.mark.parametrize("name", ["GHSA-aaaa-bbbb-cccc", "CVE-2026-0001"])
async def test_one_that_is_allowed_by_any_of_its_names_is_let_through(audit: Audit, name: str) -> None:
    assert await audit.run((name, "Leaky", LONG_AFTER)) == (0, "2 libraries looked at, 1 known faults.\n")
    assert (await audit.run((name, "sound", LONG_AFTER)))[0] == 1


async def test_an_entry_that_is_over_fails_also_when_nobody_answers(audit: Audit, source: Source) -> None:
    source.faults.clear()
    over = ("CVE-2026-0001", "leaky", LONG_AGO)

    code, said = await audit.run(over)

    assert (code, "CVE-2026-0001 of leaky was allowed until 2026-01-01: use a release" in said) == (1, True), said
    source.status = 503
    assert (await audit.run(over))[0] == 1


async def test_an_entry_about_nothing_is_told_and_no_failure(audit: Audit) -> None:
    code, said = await audit.run(("CVE-2020-1", "leaky", LONG_AFTER), locked="sound==2.0")

    assert (code, "CVE-2020-1 of leaky is found no more: take it off the list" in said) == (0, True), said


async def test_a_source_that_is_out_of_reach_is_one_sentence_and_a_code_of_its_own(
    audit: Audit, source: Source
) -> None:
    source.status = 503
    code, said = await audit.run()
    assert (code, said.count("\n"), "does not answer" in said, "nothing was looked at" in said) == (3, 1, True, True), (
        said
    )

    nowhere = Audit(audit.place, f"http://{LOOPBACK}:1/v1/query")
    code, said = await nowhere.run()
    assert (code, said.count("\n"), "does not answer" in said) == (3, 1, True), said


async def test_a_list_that_is_wrong_is_told(audit: Audit) -> None:
    await audit.run()
    for text, said in (
        ("[[allowed]\n", "is not in the form of TOML"),
        ('[[allowed]]\nid = "CVE-1"\npackage = "leaky"\nuntil = 2100-01-01\n', "allowed.0.reason is wrong"),
        ('[[allowed]]\nid = "CVE-1"\npackage = "leaky"\nreason = "Nobody calls it."\n', "allowed.0.until is wrong"),
        ('[[permitted]]\nid = "CVE-1"\n', "permitted is wrong"),
    ):
        (audit.place / "allowed.toml").write_text(text)
        code, told = await audit.of_files()
        assert (code, said in told) == (1, True), told
