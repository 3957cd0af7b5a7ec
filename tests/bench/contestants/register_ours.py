"""The register of a county that has registered so many letters: how long its pages and its search take."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

from pymongo import MongoClient

from services.membership.main import Parts
from services.membership.register.check_queries import RegisterChecks
from services.membership.register.domain import Book, Entry, Kind, Remark, Row, Signer, Volume, VolumeName, Word
from services.membership.register.mongo import INDEXES, ROWS, VOLUMES, to_document, volume_document
from tests.bench.contestants.life import play
from tests.bench.contestants.membership_alone import p95s

_YEARS = (1401, 1402, 1403, 1404, 1405)
_AT_ONCE = 2_000
_NAMES = ("سارا", "بهرام", "مهسا", "کیوان", "هما", "آرش", "نادر", "رضا", "لیلا", "سهراب", "پریسا")
_FAMILIES = ("رحمانی", "کاوه‌ای", "دلاوری", "پارسایی", "وثوقی", "بهرامی", "دانشور", "کشتکار", "سروستانی")
_BEGINNING = datetime(2022, 3, 21, 6, tzinfo=UTC)


async def measure(mongo_url: str, amqp_url: str, letters: int, paths: list[str], times: int) -> dict[str, float]:
    """Return the 95th percentile in milliseconds for each path, and the seconds that the check of all chains took."""
    took: list[float] = []

    async def fill(parts: Parts) -> None:
        await _fill(parts, letters, mongo_url)
        began = datetime.now(UTC)
        verdicts = await RegisterChecks(parts.platform.store).all()
        assert not any(verdict.broken for verdict in verdicts)
        took.append((datetime.now(UTC) - began).total_seconds())

    found = await p95s(mongo_url, amqp_url, fill, paths, times)
    return found | {"check": took[0]}


async def _fill(parts: Parts, letters: int, mongo_url: str) -> None:
    """The letters of five years; one in twenty was revoked later."""
    store = parts.platform.store
    rows = store.driver.collection(ROWS)
    # An index is made in a fraction of the time in which it grows row by row.
    await rows.drop_indexes()
    each_year = letters // len(_YEARS)
    for place, year in enumerate(_YEARS):
        volume = Volume.new(Book(year, "ق"), VolumeName.ENTERED)
        waiting: list[Row] = []
        for number in range(1, each_year + 1):
            entry = _entry(year, number, _BEGINNING + timedelta(days=365 * place, minutes=20 * number))
            waiting.append(volume.add(entry))
            if number % 20 == 0:
                about = (entry.register_no, entry.letter_id, Word.REVOKED, "پایان مأموریت", entry.at)
                waiting.append(volume.add(Remark("ق", year, number, *about)))
            if len(waiting) >= _AT_ONCE or number == each_year:
                await rows.insert_many([to_document(row) for row in waiting])
                waiting = []
        await store.driver.collection(VOLUMES).insert_one(volume_document(volume))
    await asyncio.to_thread(_make_indexes, mongo_url)


def _make_indexes(mongo_url: str) -> None:
    """The store gives up after twenty seconds, which is less than this may take."""
    with MongoClient[dict[str, Any]](mongo_url) as client:
        client.get_default_database()[ROWS].create_indexes([*INDEXES[ROWS]])


def _entry(year: int, number: int, at: datetime) -> Entry:
    name = f"{_NAMES[number % len(_NAMES)]} {_FAMILIES[number % len(_FAMILIES)]} {number % 977}"
    return Entry(
        series="ق",
        year=year,
        number=number,
        register_no=f"{year}/ق/{number:03}",
        kind=Kind.DECREE,
        at=at,
        subject="حکم عضویت در قرارگاه رسانه‌ای شهرستان",
        recipients=(f"سرکار خانم {name}",),
        offices=(f"اداره شماره {number % 1000}",),
        signer=Signer("نادر فرهمند", "فرماندار شهرستان بهاردشت"),
        letter_id=f"d-{year}-{number}",
        content_sha256="5f1d0c9a" * 8,
    )


if __name__ == "__main__":
    play(measure)
