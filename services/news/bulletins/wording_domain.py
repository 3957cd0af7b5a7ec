"""How bulletins are said on pages, in the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from services.news.bulletins.domain import Bulletin, Change, Content, Hazard, Kind, Level, Stage
from shared.language.shown import digits
from shared.language.spans import moment_of, span, until
from shared.language.speech import gettext as _

KIND_NAMES: Final[Mapping[Kind, str]] = {
    Kind.WATER: "قطع آب",
    Kind.ELECTRICITY: "قطع برق",
    Kind.GAS: "قطع گاز",
    Kind.ALERT: "هشدار",
    Kind.OCCASION: "رویداد",
    Kind.OUTAGE: "قطعی",
}
_ALERTS: Final[Mapping[tuple[Level, Hazard], str]] = {
    (Level.RED, Hazard.WEATHER): "هشدار قرمز هواشناسی",
    (Level.ORANGE, Hazard.WEATHER): "هشدار نارنجی هواشناسی",
    (Level.YELLOW, Hazard.WEATHER): "هشدار زرد هواشناسی",
    (Level.RED, Hazard.ROAD): "هشدار قرمز راه",
    (Level.ORANGE, Hazard.ROAD): "هشدار نارنجی راه",
    (Level.YELLOW, Hazard.ROAD): "هشدار زرد راه",
}
_ICONS: Final[Mapping[Kind, str]] = {
    Kind.WATER: "droplet-off",
    Kind.ELECTRICITY: "bolt-off",
    Kind.GAS: "flame-off",
    Kind.ALERT: "cloud-storm",
    Kind.OCCASION: "calendar-event",
    Kind.OUTAGE: "plug-connected-x",
}
_TONES: Final[Mapping[Level, str]] = {Level.RED: "bad", Level.ORANGE: "warn", Level.YELLOW: "warn"}
_PLACES_SHOWN: Final = 2


def kind_name(bulletin: Bulletin) -> str:
    """What sort of bulletin it is, an alert with its level."""
    content = bulletin.content
    if content and content.level and content.hazard:
        return _(_ALERTS[content.level, content.hazard])
    return _(KIND_NAMES[bulletin.kind])


def icon_of(bulletin: Bulletin) -> str:
    """The drawing of its kind."""
    is_of_roads = bulletin.content is not None and bulletin.content.hazard is Hazard.ROAD
    return "road" if is_of_roads else _ICONS[bulletin.kind]


def tone_of(bulletin: Bulletin) -> str:
    """The colour of its kind, which always stands beside the word."""
    level = bulletin.content.level if bulletin.content else None
    if level:
        return _TONES[level]
    return "brand" if bulletin.kind is Kind.OCCASION else "info"


def places_of(content: Content) -> str:
    """The first of its places, and how many more there are."""
    shown, more = content.places[:_PLACES_SHOWN], len(content.places) - _PLACES_SHOWN
    if more > 0:
        return _("%(places)s و %(more)s جای دیگر", places="، ".join(shown), more=digits(more))
    return _joined(shown)


def when_of(bulletin: Bulletin, now: datetime) -> str:
    """Until when it lasts, or from when until when; once it is over, since when it is."""
    content = bulletin.content
    if content is None or (bulletin.ended_at and bulletin.stage(now) is Stage.OVER):
        return _ended(bulletin, now)
    match bulletin.stage(now):
        case Stage.CURRENT if content.ends_at:
            return until(content.ends_at, now=now)
        case Stage.CURRENT if bulletin.ended_at:
            return until(bulletin.ended_at, now=now)
        case _:
            return span(content.begins_at, content.ends_at, now=now)


def _ended(bulletin: Bulletin, now: datetime) -> str:
    at = moment_of(bulletin.over_at, now=now)
    if bulletin.was_called_off:
        if bulletin.kind is Kind.OCCASION:
            return _("برگزار نمی‌شود؛ لغو %(at)s", at=at)
        return _("لغو شد؛ %(at)s", at=at)
    return _("پایان یافت؛ %(at)s", at=at)


def changed(change: Change, after: Content) -> Sequence[str]:
    """A sentence for each thing that a change changed."""
    before = change.before
    said = [
        (before.headline, after.headline, _("عنوان")),
        (_level(before), _level(after), _("سطح هشدار")),
        (_joined(before.places), _joined(after.places), _("جاها")),
        (before.area, after.area, _("محدوده")),
        (_moment(before.begins_at), _moment(after.begins_at), _("آغاز")),
        (_moment(before.ends_at), _moment(after.ends_at), _("پایان")),
        (before.link, after.link, _("پیوند")),
    ]
    lines = [_line(name, old, new) for old, new, name in said if old != new]
    if before.text != after.text:
        lines.append(_("توضیح تغییر کرد."))
    if before.is_planned != after.is_planned:
        lines.append(_("برنامه‌ریزی‌شده") if after.is_planned else _("پیش‌بینی‌نشده"))
    return lines


def _line(name: str, old: str, new: str) -> str:
    if not new:
        return _("%(name)s برداشته شد (پیش‌تر: %(old)s)", name=name, old=old)
    if not old:
        return _("%(name)s: %(new)s", name=name, new=new)
    return _("%(name)s: %(new)s (پیش‌تر: %(old)s)", name=name, new=new, old=old)


def _level(content: Content) -> str:
    return _(_ALERTS[content.level, content.hazard]) if content.level and content.hazard else ""


def _moment(at: datetime | None) -> str:
    return moment_of(at) if at else ""


def _joined(names: Sequence[str]) -> str:
    """«الف»، «الف و ب»، «الف، ب و پ»."""
    if len(names) < _PLACES_SHOWN:
        return "".join(names)
    return _("%(some)s و %(last)s", some="، ".join(names[:-1]), last=names[-1])
