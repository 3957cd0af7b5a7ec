"""One fact in two versions, `report.submitted.v1` and `.v2`, while a county is upgraded service by service."""

from itertools import permutations

import pytest

from services.notifier.announcing.reports_source import ReportSource
from services.notifier.announcing.usecases import Announcer
from services.notifier.notices.mongo import MongoNoticeRepository
from shared.events import Envelope, Event, FutureVersion, decode
from shared.events._schemas import sample_of, snapshot_of
from shared.events.catalogue import BY_TYPE, heard_by
from shared.events.compatibility import breaks
from shared.events.reporting import ReportSubmitted, ReportSubmittedV2
from tests.notifier.conftest import World
from tests.notifier.events import HOST_OF_REPORTS, NOON, report_submitted, report_submitted_in_first_version

KNOWN_BEFORE = {event_type: event for event_type, event in BY_TYPE.items() if event is not ReportSubmittedV2}
URL = f"{HOST_OF_REPORTS}/reporting/1405-08/water"


def enveloped(event: Event, number: int) -> bytes:
    return Envelope(id=f"e{number}", source="/services/reporting", time=NOON, data=event, seq=number).encode()


def test_the_second_version_would_have_broken_the_first() -> None:
    old, new = snapshot_of(ReportSubmitted), snapshot_of(ReportSubmittedV2)
    assert old is not None
    assert new is not None

    found = breaks(old, new, publisher="reporting", listeners=("notifier",))

    assert [sentence.partition(":")[0] for sentence in found] == [
        "period_name was removed",
        "url can no longer be null",
        "url became required",
    ]


def test_a_listener_of_the_release_before_reads_the_first_and_keeps_the_second_for_its_upgrade() -> None:
    first = decode(enveloped(report_submitted_in_first_version(url=URL), 1), KNOWN_BEFORE)

    assert first.data == report_submitted_in_first_version(url=URL)
    with pytest.raises(FutureVersion):
        decode(enveloped(report_submitted(), 2), KNOWN_BEFORE)


def test_the_deprecated_version_says_so_and_the_other_does_not() -> None:
    assert b'"deprecated":true' in enveloped(report_submitted_in_first_version(), 1)
    assert b"deprecated" not in enveloped(report_submitted(), 1)
    assert b'"deprecated": true' in sample_of(ReportSubmitted)


def test_both_are_heard_until_the_first_is_on_its_way_no_more() -> None:
    """If only the second were bound, what a reporting of the release before still sends would reach nobody."""
    assert {"report.submitted.v1", "report.submitted.v2"} <= heard_by("notifier")


@pytest.mark.parametrize("order", list(permutations(("first", "second"))))
async def test_whoever_hears_both_versions_is_told_once(world: World, order: tuple[str, ...]) -> None:
    told: dict[str, Event] = {
        "first": report_submitted_in_first_version(url=URL),
        "second": report_submitted(),
    }
    for seq, version in enumerate(order, start=1):
        await world.tell(told[version], seq=seq)

    # Events of one subject are handled in their order, so a revision is told after both.
    await world.tell(report_submitted().model_copy(update={"revision": 2}), seq=3)

    kept = await world.kept("notices", number=2, kind="report.submitted")
    assert sorted(notice["_id"] for notice in kept) == ["report:1405-08:water:1", "report:1405-08:water:2"]


@pytest.mark.parametrize("url", [None, URL])
async def test_either_version_alone_tells_the_same(world: World, url: str | None) -> None:
    store = world.store
    source = ReportSource(Announcer(MongoNoticeRepository(store), lambda: NOON), HOST_OF_REPORTS)

    await source.submitted_in_first_version(report_submitted_in_first_version(url=url))
    (by_first,) = await store.find("notices", {})
    await store.driver.collection("notices").delete_many({})
    await source.submitted(report_submitted())
    (by_second,) = await store.find("notices", {})

    assert by_first == by_second
    assert by_second["link"] == URL
    assert "آبان ۱۴۰۵" in by_second["title"]
