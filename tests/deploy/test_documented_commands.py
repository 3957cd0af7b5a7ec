"""Every command of the operators' pages is run by a test: here it is seen that none is forgotten."""

import pytest

from deploy.images.building import PROJECT
from tests.deployed.walk import BEFORE, ELSEWHERE, RESTORE, documented

WALKED = {step.documented for step in (*BEFORE, *RESTORE)}


def test_every_command_of_the_pages_is_run_by_a_test() -> None:
    assert documented() - WALKED - ELSEWHERE.keys() == set()


def test_what_is_run_still_stands_on_a_page() -> None:
    assert (WALKED | ELSEWHERE.keys()) - documented() == set()


@pytest.mark.parametrize(("command", "where"), ELSEWHERE.items())
def test_a_command_that_is_run_elsewhere_is_run_there(command: str, where: tuple[str, str]) -> None:
    file, words = where

    assert words in (PROJECT / file).read_text(encoding="utf-8"), command
