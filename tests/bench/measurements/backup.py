"""A backup of a large county and its way back: time, size of the file, and memory of the process."""

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from pymongo import MongoClient

from deploy.backup.keys import make_identity
from deploy.local.home import PROJECT
from shared.events import Envelope
from shared.events.catalogue import SERVICES
from shared.runtime.clock import utc_now
from shared.runtime.ids import new_event_id
from tests.bench.arena import Arena, NotMeasured, Place
from tests.bench.contestants import payload
from tests.bench.filling import declare
from tests.bench.rows import Figure, Row

_EVENTS = 1_000_000
_ARTICLES = 200_000
_AT_ONCE = 5_000
_SENTENCE = "از امروز نوبت‌بندی آب در روستاهای شرق شهرستان بهاردشت تغییر می‌کند و جدول تازه در پایگاه اداره است"
_ARTICLE = "the-article"
_COMMAND = "from deploy.command import app; app()"
_LONG = 3_600


class Run(NamedTuple):
    """What a run of the command took."""

    seconds: float
    processor: float
    megabytes: float


def measure(arena: Arena) -> list[Row]:
    """Once only, since it takes minutes: events in an outbox and in an inbox, and articles."""
    events, articles = arena.sized(_EVENTS), arena.sized(_ARTICLES)
    with arena.place() as place, arena.place() as elsewhere, tempfile.TemporaryDirectory() as folder:
        arena.tell(f"{events:,} events and {articles:,} articles are written")
        declare(place)
        bytes_of_documents = _fill(place, events, articles)
        key, file = Path(folder, "key"), Path(folder, "county.age")
        public = make_identity(key)
        _remember_long(place)
        arena.tell("a backup")
        taken = _run(place, "backup", str(file), "--recipient", public)
        arena.tell("a restore")
        back = _run(elsewhere, "restore", str(file), "--identity", str(key))
        size = file.stat().st_size
    what = f"{events:,} events and {articles:,} articles"
    return [
        Row(f"documents of {what}", "MB", _once(bytes_of_documents / 1e6)),
        Row(f"backup of {what}", "s", _once(taken.seconds)),
        Row(f"backup of {what}, processor of the command", "s", _once(taken.processor)),
        Row("the file", "MB", _once(size / 1e6)),
        Row("the process of a backup at its largest", "MB", _once(taken.megabytes), at_most=200),
        Row(f"restore of {what}, with a check before", "s", _once(back.seconds)),
        Row(f"restore of {what}, processor of the command", "s", _once(back.processor)),
        Row("the process of a restore at its largest", "MB", _once(back.megabytes), at_most=200),
    ]


def _once(value: float) -> Figure:
    return Figure((value,))


def _run(place: Place, *arguments: str) -> Run:
    settings = {f"{service.upper()}_MONGO_URL": place.mongo_url_of(service) for service in SERVICES} | {
        "RAVABET_AMQP_URL": place.amqp_url,
        "RAVABET_AMQP_MANAGEMENT_URL": place.servers.management_url,
    }
    began = time.monotonic()
    command = [sys.executable, "-c", _COMMAND, *arguments]
    running = subprocess.Popen(command, env=os.environ | settings, cwd=PROJECT, stdout=subprocess.DEVNULL)
    _, status, usage = os.wait4(running.pid, 0)
    running.returncode = os.waitstatus_to_exitcode(status)
    if running.returncode:
        raise NotMeasured(f"ravabet {arguments[0]} failed")
    return Run(time.monotonic() - began, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def _remember_long(place: Place) -> None:
    """Let the server remember the moment for an hour, as an operator does for so large a county."""
    with MongoClient[dict[str, Any]](place.servers.mongo_url) as client:
        client.admin.command({"setParameter": 1, "minSnapshotHistoryWindowInSeconds": _LONG})


def _fill(place: Place, events: int, articles: int) -> int:
    """Fill what grows: the archive of news, the inbox of the notifier, articles. Return the bytes of the documents."""
    with MongoClient[dict[str, Any]](place.servers.mongo_url, tz_aware=True) as client:
        news, notifier = client[f"{place.name}-news"], client[f"{place.name}-notifier"]
        for rows in _slices(_event(number) for number in range(events)):
            news["outbox"].insert_many(rows, ordered=False)
            notifier["inbox"].insert_many(
                [{"_id": f"notifier:{row['_id']}", "at": row["at"]} for row in rows], ordered=False
            )
        for rows in _slices(_article(number) for number in range(articles)):
            news["articles"].insert_many(rows, ordered=False)
        news["outbox"].create_index([("subject", 1), ("seq", 1)])
        news["outbox"].create_index([("state", 1), ("_id", 1)])
        notifier["inbox"].create_index([("at", 1)])
        news["articles"].create_index([("published_at", -1)])
        for service in ("membership", "reporting"):
            client[f"{place.name}-{service}"]["things"].insert_one({"_id": 1})
        return sum(int(database.command("dbStats")["dataSize"]) for database in (news, notifier))


def _event(number: int) -> dict[str, Any]:
    model, body = _model()
    key, article, now = new_event_id(), payload.article_name(number), utc_now()
    return {
        "_id": key,
        "type": model.type,
        "subject": f"article/{article}",
        "seq": 1,
        "correlation_id": key,
        "body": body.replace(_ARTICLE, article).replace(model.id, key),
        "state": "sent",
        "at": now,
        "sent_at": now,
    }


@cache
def _model() -> tuple[Envelope, str]:
    """One event and its text: to make each anew would take longer than what is measured."""
    envelope = payload.enveloped(payload.a_publication(_ARTICLE))
    return envelope, envelope.encode().decode()


def _article(number: int) -> dict[str, Any]:
    words = _SENTENCE.split()
    text = " ".join(words[number * step % len(words)] for step in range(1, 250))
    return {"_id": payload.article_name(number), "headline": text[:80], "text": text, "published_at": utc_now()}


def _slices(rows: Iterator[Mapping[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    slice_: list[dict[str, Any]] = []
    for row in rows:
        slice_.append(dict(row))
        if len(slice_) == _AT_ONCE:
            yield slice_
            slice_ = []
    if slice_:
        yield slice_
