"""What a county says of itself travels in one file from the setup to every service."""

from pathlib import Path

import pytest

from shared.runtime.county import County, Emblem, read_county
from tests.pictures import a_png

ALL = County(
    name="بهاردشت",
    province="تهران",
    seat="بهارشهر",
    address="میدان آزادی، ساختمان فرمانداری",
    phone="021-76280001",
    portal_title="پایگاه خبری بهاردشت",
    emblem=Emblem("png", a_png()),
)


@pytest.mark.parametrize("county", [ALL, County("بهاردشت")])
def test_what_was_written_is_read_again(tmp_path: Path, county: County) -> None:
    file = tmp_path / "county.json"
    file.write_text(county.as_json(), encoding="utf-8")

    assert read_county("بهاردشت", file) == county


def test_what_a_later_release_tells_besides_is_passed_over(tmp_path: Path) -> None:
    file = tmp_path / "county.json"
    file.write_text('{"seat": "بهارشهر", "motto": "…"}', encoding="utf-8")

    assert read_county("بهاردشت", file) == County("بهاردشت", seat="بهارشهر")


def test_without_a_file_a_county_has_its_name() -> None:
    assert read_county("بهاردشت", None) == County("بهاردشت")


@pytest.mark.parametrize("text", ["", "[1]", '{"emblem": {"kind": "png"}}'])
def test_a_file_that_is_none_stops_the_service_with_a_sentence(tmp_path: Path, text: str) -> None:
    file = tmp_path / "county.json"
    file.write_text(text, encoding="utf-8")

    with pytest.raises(SystemExit, match="run ravabet setup again"):
        read_county("بهاردشت", file)
    with pytest.raises(SystemExit, match="cannot be read"):
        read_county("بهاردشت", tmp_path / "none.json")


def test_the_postal_address_begins_with_province_and_town() -> None:
    assert ALL.postal_address == "استان تهران، بهارشهر، میدان آزادی، ساختمان فرمانداری"
    assert County("بهاردشت", address="میدان آزادی").postal_address == "میدان آزادی"
    assert County("بهاردشت", province="تهران", seat="بهارشهر").postal_address == ""
