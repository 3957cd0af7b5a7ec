"""What readers wait for: an article, an office's page and the front page, with 32 readers at once."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

from tests.bench.arena import Arena, NotMeasured, Place, contestant, play
from tests.bench.rows import Figure, Row

_READERS = 32
_SECONDS = 5.0
_FEW, _MANY = 1_000, 200_000
_PAGES = {"an article": "/n/0000000000000020", "an office's page": "/offices/office-3", "the front page": "/"}
_ANEW = "?made-anew"
"""Pages with a query are never kept."""
_WAIT_SECONDS = 30.0


def measure(arena: Arena) -> list[Row]:
    """Beside a constant answer of the same bytes, beside Wagtail, and with two hundred times as many articles."""
    runs: list[dict[str, dict[str, float]]] = []
    for run in arena.runs("the portal"):
        arena.tell(run)
        runs.append(_with_few(arena) | _with_many(arena))
    return [*_beside_a_constant(runs), _beside_wagtail(runs), *_with_more_articles(runs)]


def _with_few(arena: Arena) -> dict[str, dict[str, float]]:
    """Figures by name: the pages, their constants, Wagtail, and pages that are made anew."""
    found = {}
    with arena.place() as place, ours(place, _FEW) as our_port:
        for name, path in _PAGES.items():
            with server("portal_constant", source=f"http://127.0.0.1:{our_port}{path}") as constant:
                found[name] = _knock(arena, our_port, path)
                found[f"{name}, constant"] = _knock(arena, constant, "/page")
            found[f"{name}, anew"] = _knock(arena, our_port, path + _ANEW, readers=1)
        with server("portal_wagtail", articles=20) as wagtail:
            found["wagtail"] = _knock(arena, wagtail, "/article-7/")
    return found


def _with_many(arena: Arena) -> dict[str, dict[str, float]]:
    with arena.place() as place, ours(place, _MANY) as our_port:
        kept = {f"{name}, many": _knock(arena, our_port, path) for name, path in _PAGES.items()}
        anew = {
            f"{name}, anew, many": _knock(arena, our_port, path + _ANEW, readers=1) for name, path in _PAGES.items()
        }
        return kept | anew


def _beside_a_constant(runs: list[dict[str, dict[str, float]]]) -> Iterator[Row]:
    peer = "FastAPI, the same bytes"
    for name in _PAGES:
        yield Row(
            f"{name}, {_READERS} readers",
            "requests/s",
            _figure(runs, name, "rate"),
            peer,
            _figure(runs, f"{name}, constant", "rate"),
            times_better=0.7,
        )
        yield Row(
            f"{name}, {_READERS} readers, p99",
            "ms",
            _figure(runs, name, "p99"),
            peer,
            _figure(runs, f"{name}, constant", "p99"),
            times_better=0.5,
        )


def _beside_wagtail(runs: list[dict[str, dict[str, float]]]) -> Row:
    theirs = _figure(runs, "wagtail", "rate")
    name = "an article"
    ours = _figure(runs, name, "rate")
    return Row(
        f"{name}, {_READERS} readers", "requests/s", ours, "Wagtail, gunicorn, one worker", theirs, times_better=15
    )


def _with_more_articles(runs: list[dict[str, dict[str, float]]]) -> Iterator[Row]:
    peer = f"of {_FEW:,}"
    for name in _PAGES:
        for made in ("", ", anew"):
            yield Row(
                f"{name}{made or ', kept'}, of {_MANY:,} articles",
                "ms",
                _figure(runs, f"{name}{made}, many", "p50"),
                peer,
                _figure(runs, f"{name}{made}", "p50"),
                times_better=1 / 1.2,
            )


def _figure(runs: list[dict[str, dict[str, float]]], name: str, what: str) -> Figure:
    return Figure(tuple(run[name][what] for run in runs))


def _knock(arena: Arena, port: int, path: str, *, readers: int = _READERS) -> dict[str, float]:
    found: dict[str, float] = play(
        "knocking", port=port, path=path, connections=readers, seconds=_SECONDS * max(arena.size, 0.4)
    )
    return found


@contextmanager
def ours(place: Place, articles: int) -> Iterator[int]:
    """News, alone at its place; the port on which it answers."""
    where = {"mongo_url": place.mongo_url_of("news"), "amqp_url": place.amqp_url}
    with server("portal_ours", articles=articles, **where) as port:
        yield port


@contextmanager
def server(name: str, **arguments: object) -> Iterator[int]:
    """Run a contestant that answers over HTTP; its port, once it answers."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with contestant(name, port=port, **arguments) as running:
        running.wait_until_ready()
        wait_until_it_answers(port, name)
        yield port


def wait_until_it_answers(port: int, name: str) -> None:
    """Return when something answers over HTTP. Raises NotMeasured."""
    with httpx.Client(transport=httpx.HTTPTransport(retries=8), timeout=_WAIT_SECONDS) as client:
        try:
            client.get(f"http://127.0.0.1:{port}/")
        except httpx.HTTPError as error:
            raise NotMeasured(f"{name} does not answer ({error})") from None
