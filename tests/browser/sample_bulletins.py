"""Bulletins: on the front page and in their lists, few, none and many, and each kind by itself."""

from datetime import datetime, timedelta
from typing import Any

from services.news.bulletins.cards_pages import Strip, card
from services.news.bulletins.domain import KINDS, Bulletin, BulletinId, Content, Hazard, Kind, Level
from services.news.bulletins.pages import ENDED, HERE, Group, shown_of
from services.news.bulletins.wording_domain import KIND_NAMES
from services.news.publishers.domain import Publisher, publisher_id
from shared.persian.places import place_id
from shared.web.shell.listing import Rules

_HOUR = timedelta(hours=1)
_MANY = 200
_FILTERS = {"kind": [kind.value for kind in KINDS], "by": ["place"], "place": ["بالادست"], "office": ["water"]}
_WATER = Publisher(publisher_id("office", "water"), "office", "اداره آب و فاضلاب")
_ROADS = Publisher(publisher_id("office", "roads"), "office", "اداره راهداری و حمل‌ونقل جاده‌ای")


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """The pages by their addresses."""
    every = [card(each, _publisher(each), now) for each in _bulletins(now)]
    outage, alert, occasion = _bulletins(now)[2], _bulletins(now)[0], _bulletins(now)[4]
    many = [card(_outage(now, number), _WATER, now) for number in range(20)]
    over = _outage(now, 7)
    over.end(at=now - _HOUR / 2, note="آب در همه محله‌ها وصل شد.")
    off = _bulletins(now)[4]
    off.end(at=now - _HOUR, note="به سبب بارش برف")
    unknown = Bulletin(
        id=BulletinId("outage/x:1"), kind=Kind.OUTAGE, publisher_id=_WATER.id, told_at=now, heard_at=now, ended_at=now
    )
    return {
        HERE: ("bulletins/list.html", _list("", [Group("اکنون", every[:3]), Group("فردا", every[3:])], len(every))),
        f"{HERE}/many": (
            "bulletins/list.html",
            _list(
                "page=2&by=place",
                [Group(f"محله {each}", many[each : each + 5], "/bulletins") for each in (0, 5, 10, 15)],
                _MANY,
            ),
        ),
        f"{HERE}/of-a-place": ("bulletins/list.html", _list("place=بالادست", [Group("اکنون", every[2:3])], 1)),
        f"{HERE}/none": ("bulletins/list.html", _list("", [], 0)),
        f"{HERE}/not-found": ("bulletins/list.html", _list("q=ققنوس", [], 0)),
        ENDED: (
            "bulletins/list.html",
            _list("", [Group("", [card(over, _WATER, now), card(off, _WATER, now)])], 2, ENDED),
        ),
        f"{HERE}/outage/1": ("bulletins/one.html", shown_of(outage, _WATER, now)),
        f"{HERE}/outage/over": ("bulletins/one.html", shown_of(over, _WATER, now)),
        f"{HERE}/outage/unknown": ("bulletins/one.html", shown_of(unknown, _WATER, now)),
        f"{HERE}/alert/1": ("bulletins/one.html", shown_of(alert, _ROADS, now)),
        f"{HERE}/occasion/1": ("bulletins/one.html", shown_of(occasion, _WATER, now)),
        f"{HERE}/occasion/off": ("bulletins/one.html", shown_of(off, _WATER, now)),
    }


def strip(now: datetime, *, none: bool = False) -> Strip:
    """What stands on the front page."""
    return Strip([], 0) if none else Strip([card(each, _publisher(each), now) for each in _bulletins(now)[:4]], 12)


def _list(asked: str, groups: list[Group], total: int, path: str = HERE) -> dict[str, Any]:
    query = dict(pair.split("=") for pair in asked.split("&") if pair)
    listing = Rules(path, sorts=("time",), usual_sort="time", filters=_FILTERS).read(query)
    place = listing.filters.get("place", "")
    return {
        "listing": listing,
        "groups": groups,
        "total": total,
        "number": total,
        "kinds": [("", "همه", None), *((kind.value, KIND_NAMES[kind], None) for kind in KINDS)],
        "is_ended": path == ENDED,
        "place": place,
        "place_topic": f"place/{place_id(place)}" if place else "",
        "office": None,
    }


def _publisher(bulletin: Bulletin) -> Publisher:
    return _ROADS if bulletin.kind is Kind.ALERT else _WATER


def _bulletins(now: datetime) -> list[Bulletin]:
    """An alert, another one, an outage that was changed, one to come, and an occasion."""
    road = Content(
        places=("گردنه سپیددره",),
        begins_at=now - _HOUR,
        ends_at=now + 18 * _HOUR,
        headline="لغزندگی و مه‌گرفتگی؛ تنها با زنجیر چرخ",
        text="زنجیر چرخ همراه داشته باشید.\nپرسش: ۱۴۱",
        level=Level.RED,
        hazard=Hazard.ROAD,
    )
    snow = Content(
        places=("بالادست", "بخش مرکزی"),
        begins_at=now + 10 * _HOUR,
        headline="بارش برف و کولاک",
        level=Level.ORANGE,
        hazard=Hazard.WEATHER,
    )
    gas = Content(
        places=("شهرک گلستان",),
        begins_at=now + 26 * _HOUR,
        ends_at=now + 30 * _HOUR,
        area="خیابان لاله ۱ تا ۱۲",
        is_planned=True,
    )
    fair = Content(
        places=("بهاردشت",),
        begins_at=now + 49 * _HOUR,
        ends_at=now + 54 * _HOUR,
        headline="نمایشگاه کتاب پاییزی",
        text="کتاب کودک و نوجوان، با حضور نویسندگان.",
        area="کتابخانه مرکزی",
        link="https://library.example/fair",
    )
    water = _outage(now, 1)
    if water.content:
        water.announce(_longer(water.content), at=now - _HOUR / 3)
    return [
        _bulletin(now, "alert/roads:1", Kind.ALERT, road),
        _bulletin(now, "alert/met:1", Kind.ALERT, snow),
        water,
        _bulletin(now, "outage/gas:7", Kind.GAS, gas),
        _bulletin(now, "occasion/library:31", Kind.OCCASION, fair),
    ]


def _outage(now: datetime, number: int) -> Bulletin:
    content = Content(
        places=("بالادست", "محله چنار", "روستای پونه‌زار", "کوی فرهنگیان")[: 1 + number % 4],
        begins_at=now - 2 * _HOUR,
        ends_at=now + 2 * _HOUR,
        area="خیابان کاج، از میدان تا پل",
        text="تعویض شیر خط اصلی؛ پرسش: ۱۲۲",
        is_planned=bool(number % 2),
    )
    return _bulletin(now, f"outage/water:{number}", Kind.WATER, content)


def _longer(content: Content) -> Content:
    return Content(
        places=content.places,
        begins_at=content.begins_at,
        ends_at=content.begins_at + 6 * _HOUR,
        area=content.area,
        text=content.text,
        is_planned=content.is_planned,
    )


def _bulletin(now: datetime, key: str, kind: Kind, content: Content) -> Bulletin:
    publisher = _ROADS if kind is Kind.ALERT else _WATER
    at = now - 3 * _HOUR
    return Bulletin(id=BulletinId(key), kind=kind, publisher_id=publisher.id, told_at=at, heard_at=at, content=content)
