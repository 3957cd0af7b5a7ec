"""People who use a county all the while: readers, a manager who publishes, signs in and reports, and followers."""

import asyncio
import re
import secrets
import ssl
import time
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any, Final

import httpx
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import Envelope

from tests.eventually import eventually

# Slow enough for the limits of one sender, as all these people are to the gateway.
_READS_EVERY: Final = 0.2
_PUBLISHES_EVERY: Final = 1.0
_SIGNS_IN_EVERY: Final = 5.0
# As often as the limits of one sender allow.
_FOLLOWS_EVERY: Final = 30.0
_REPORTS_EVERY: Final = 2.0
_PATIENCE_SECONDS: Final = 60.0
_MARK_OF_ID: Final = re.compile(r"(?<=articles/)[^/]+")
_MARK: Final = re.compile(r"نشان([0-9a-f]{12})")


class Letters:
    """A mail server that keeps what it is given."""

    def __init__(self) -> None:
        self.given: list[tuple[str, str]] = []

    async def handle_DATA(self, _server: object, _session: object, envelope: Envelope) -> str:  # noqa: N802
        """Take a letter; aiosmtpd calls it."""
        text = _text_of(envelope.original_content or b"")
        self.given += [(to, text) for to in envelope.rcpt_tos]
        return "250 OK"

    def to(self, address: str) -> list[str]:
        """The texts of the letters to this address."""
        return [text for to, text in self.given if to == address]


@dataclass(slots=True)
class Tally:
    """What became of the requests."""

    asked: Counter[str] = field(default_factory=Counter)
    failed: list[str] = field(default_factory=list)
    waits: dict[str, list[tuple[float, str]]] = field(default_factory=lambda: defaultdict(list))
    """The seconds that readers waited for a page, and its path, by what was going on."""
    published: set[str] = field(default_factory=set)
    """The marks of all articles whose publication was answered."""

    @property
    def longest_read(self) -> float:
        """Seconds that a reader waited at most for a page."""
        return max((seconds for waits in self.waits.values() for seconds, _ in waits), default=0.0)


class Load:
    """Runs until it is told to stop. A connection that could not be opened is tried once more, as browsers do."""

    def __init__(self, url: str, authority: Path, password: str, letters: Letters) -> None:
        trust = ssl.create_default_context(cafile=str(authority))
        transport = httpx.AsyncHTTPTransport(verify=trust, retries=1, http2=False)
        self.web = httpx.AsyncClient(base_url=url, transport=transport, timeout=30, trust_env=False)
        self.tally = Tally()
        self.followers: list[str] = []
        self._password = password
        self._letters = letters
        self._signed_in: dict[str, str] = {}
        self._over = asyncio.Event()
        self._phase = "nothing replaced"

    async def begin(self) -> None:
        """Let two people follow the office, then start everybody."""
        self.followers = [f"pey{number}-{secrets.token_hex(3)}@example.org" for number in (1, 2)]
        for address in self.followers:
            await self._follow(address)
        await asyncio.gather(*(self._confirm(address) for address in self.followers))
        await self._sign_in()

    async def run(self) -> None:
        """Keep everybody at it until `stop`."""
        busy = (
            (self._read, _READS_EVERY),
            (self._read, _READS_EVERY),
            (self._publish, _PUBLISHES_EVERY),
            (self._sign_in, _SIGNS_IN_EVERY),
            (self._begin_to_follow, _FOLLOWS_EVERY),
            (self._report, _REPORTS_EVERY),
        )
        async with asyncio.TaskGroup() as group:
            for step, every in busy:
                group.create_task(self._keep(step, every))

    @asynccontextmanager
    async def during(self, phase: str) -> AsyncIterator[None]:
        """Count what readers wait meanwhile under this name."""
        before, self._phase = self._phase, phase
        yield
        self._phase = before

    def stop(self) -> None:
        """Let everybody finish what they do."""
        self._over.set()

    async def settle(self) -> tuple[list[str], list[str]]:
        """Wait until every follower was told of every article; return what was lost and what came twice."""

        async def all_told() -> bool:
            return not self._lost()

        with suppress(AssertionError):
            await eventually(all_told, within=_PATIENCE_SECONDS, every=0.5)
        twice = [
            f"{address}: {mark} came {number} times"
            for address in self.followers
            for mark, number in self._told(address).items()
            if number > 1
        ]
        return self._lost(), twice

    async def faults_after_a_restore(self) -> list[str]:
        """Look for the last article, and sign in with the password of before; return what does not work."""
        faults = []
        try:
            await self._sign_in()
            found = (await self._ask("GET", "/api/news/articles")).json()["items"]
            if not any(mark in each["headline"] for each in found for mark in self.tally.published):
                faults.append("after the restore no article of before is there")
            await self._publish()
        except (httpx.HTTPError, _Refused) as error:
            faults.append(f"after the restore: {type(error).__name__} {error}")
        return faults

    def _lost(self) -> list[str]:
        return [f"{each}: {mark}" for each in self.followers for mark in self.tally.published - set(self._told(each))]

    def _told(self, address: str) -> Counter[str]:
        # A mark stands in the headline several times within one letter.
        marks = [set(_MARK.findall(text)) for text in self._letters.to(address)]
        return Counter(mark for found in marks for mark in found)

    async def _keep(self, step: Callable[[], Awaitable[None]], every: float) -> None:
        while not self._over.is_set():
            try:
                await step()
            except (httpx.HTTPError, _Refused) as error:
                self.tally.failed.append(f"{step.__name__.strip('_')}: {type(error).__name__} {error} ({self._phase})")
            try:
                await asyncio.wait_for(self._over.wait(), every)
            except TimeoutError:
                continue

    async def _read(self) -> None:
        path = secrets.choice(("/", "/offices", "/search?q=آب", "/offices/water", "/api/news/articles", "/council"))
        started = time.perf_counter()
        await self._ask("GET", path)
        self.tally.waits[self._phase].append((time.perf_counter() - started, path))

    async def _publish(self) -> None:
        mark = secrets.token_hex(6)
        token = self._signed_in
        draft = {
            "publisher": {"kind": "office", "id": "water"},
            "headline": f"نشان{mark} آب محله برقرار است",
            "text": "کار ترمیم پایان یافت.",
        }
        article = (await self._ask("POST", "/api/news/articles", token, json=draft)).json()["id"]
        await self._ask("POST", f"/api/news/articles/{article}/publication", token)
        self.tally.published.add(mark)

    async def _sign_in(self) -> None:
        """Sign in as often as the limits of one sender allow; the other steps go on with that token."""
        form = {"username": "aslani", "password": self._password}
        answer = await self._ask("POST", "/api/membership/tokens", data=form)
        self._signed_in = {"Authorization": f"Bearer {answer.json()['access_token']}"}

    async def _begin_to_follow(self) -> None:
        await self._follow(f"tamashagar-{secrets.token_hex(4)}@example.org")

    async def _report(self) -> None:
        token = self._signed_in
        periods = (await self._ask("GET", "/api/reporting/periods", token)).json()["items"]
        await self._ask("GET", f"/api/reporting/periods/{periods[-1]['id']}/template", token)

    async def _follow(self, address: str) -> None:
        wish = {"channel": "email", "address": address, "topic": "office/water"}
        await self._ask("POST", "/api/notifier/subscriptions", json=wish)

    async def _confirm(self, address: str) -> None:
        async def asked() -> list[str]:
            return self._letters.to(address)

        (letter,) = await eventually(asked, within=_PATIENCE_SECONDS)
        link = re.search(r"/u/[\w.~-]+", letter)
        if link is None:
            raise ValueError("The letter that asks for a confirmation has no link.")
        await self._ask("POST", link[0])

    async def _ask(self, method: str, path: str, by: dict[str, str] | None = None, **options: Any) -> httpx.Response:
        self.tally.asked[method] += 1
        answer = await self.web.request(method, path, headers=by, **options)
        if answer.is_error:
            took = f"{answer.elapsed.total_seconds():.0f} s"
            raise _Refused(f"{method} {_MARK_OF_ID.sub('…', path.partition('?')[0])} {answer.status_code} after {took}")
        return answer


class _Refused(Exception):
    """An answer that no user should see during an upgrade."""


def catching(letters: Letters, port: int) -> Controller:
    """A mail server on all addresses of this machine, since containers reach it by the one of their network."""
    return Controller(letters, hostname="0.0.0.0", port=port)  # noqa: S104


def _text_of(letter: bytes) -> str:
    parsed = message_from_bytes(letter, policy=policy.default)
    body = parsed.get_body(("plain",))
    return f"{parsed['subject']}\n{body.get_content() if body else ''}"
