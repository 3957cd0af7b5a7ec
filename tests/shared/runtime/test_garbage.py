"""The collector of garbage, and what it need not search."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from shared.runtime import garbage


@pytest.fixture(autouse=True)
def _as_before() -> Iterator[None]:
    usual = gc.get_threshold()
    yield
    gc.enable()
    gc.unfreeze()
    gc.set_threshold(*usual)


def test_while_a_service_is_built_nothing_is_searched_and_what_it_is_built_of_never_again() -> None:
    garbage.let_it_lie()
    assert not gc.isenabled()
    built = [object() for _ in range(3)]

    garbage.collect_from_here()
    assert gc.isenabled()
    assert not any(there is built for there in gc.get_objects())


def test_what_comes_later_is_collected() -> None:
    garbage.collect_from_here()

    class Circle:
        itself: "Circle"

    circle = Circle()
    circle.itself = circle
    seen = weakref.ref(circle)
    del circle
    gc.collect()

    assert seen() is None
