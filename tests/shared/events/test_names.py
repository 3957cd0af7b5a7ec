"""Every event has a name that people read."""

import pytest

from shared.events.catalogue import BY_TYPE
from shared.events.names import NAMES, name_of


@pytest.mark.parametrize("event_type", BY_TYPE)
def test_every_event_of_the_catalogue_has_a_name(event_type: str) -> None:
    assert name_of(event_type)


def test_each_name_is_of_an_event_and_of_one_alone() -> None:
    assert NAMES.keys() <= {event_type.rpartition(".v")[0] for event_type in BY_TYPE}
    assert len(set(NAMES.values())) == len(NAMES)


@pytest.mark.parametrize("event_type", ["", "strange.thing.v1", "v1", ".v1"])
def test_a_strange_event_has_none(event_type: str) -> None:
    assert name_of(event_type) == ""
