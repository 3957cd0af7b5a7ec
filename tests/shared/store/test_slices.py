"""Lists without an end are read slice by slice: nothing twice, nothing left out, no place that breaks."""

from datetime import UTC, datetime, timedelta

import pytest

from shared.store.slices import BadPlace, slice_by_id, slice_by_time
from shared.store.store import Store

NOON = datetime(2026, 11, 23, 8, 30, 0, 123_000, tzinfo=UTC)


async def filled(store: Store) -> None:
    """Seven things, some of one instant."""
    await store.add_new(
        "things",
        [{"_id": f"t{number}", "at": NOON + timedelta(seconds=number // 3), "odd": number % 2} for number in range(7)],
    )


async def test_slices_by_time_are_the_whole_list_newest_first(store: Store) -> None:
    await filled(store)
    seen: list[str] = []
    place: str | None = None
    while True:
        found = await slice_by_time(store, "things", {}, field="at", limit=2, after=place)
        seen += [each["_id"] for each in found.items]
        place = found.next
        if place is None:
            break

    assert seen == ["t6", "t5", "t4", "t3", "t2", "t1", "t0"]


@pytest.mark.parametrize("descending", [True, False])
async def test_slices_by_id_keep_to_their_filter(store: Store, *, descending: bool) -> None:
    await filled(store)

    first = await slice_by_id(store, "things", {"odd": 1}, limit=2, after=None, descending=descending)
    rest = await slice_by_id(store, "things", {"odd": 1}, limit=2, after=first.next, descending=descending)

    ids = [each["_id"] for each in (*first.items, *rest.items)]
    assert ids == sorted(["t1", "t3", "t5"], reverse=descending)
    assert rest.next is None
    assert rest.map(lambda each: each["odd"]).items == [1]


@pytest.mark.parametrize(
    "place", ["x", "-t1", "12", "99999999999999999-x", "253402300800000-x", "9" * 5_000 + "-x", "۱۲-x", "1e3-x", "-1-x"]
)
async def test_a_place_that_no_slice_named_is_refused(store: Store, place: str) -> None:
    with pytest.raises(BadPlace):
        await slice_by_time(store, "things", {}, field="at", limit=2, after=place)
