"""Why an event was set aside, as a plain sentence for people who read no stack traces."""

import re
from collections.abc import Callable, Mapping
from typing import Final

from shared.language.shown import digits
from shared.language.speech import gettext as _

_FAILED: Final = re.compile(r"failed \d+ times, last with (?P<why>.+)")
_ERROR: Final = re.compile(r"(?P<kind>[A-Za-z_]\w*)(?: at (?:\S+/)?(?P<file>[^\s/:]+)(?::\d+)?)?")

_FIXED: Final[Mapping[str, str]] = {
    "the death of its process": "برنامه هنگام رسیدگی به آن از کار افتاد",
    "waits behind an earlier event of its subject": "رویداد پیشین همین موضوع هنوز رسیدگی نشده است",
    "was delivered again and again, and never acknowledged": "بارها رسید و هیچ بار رسیدگی به آن پایان نیافت",
    "was missed, and is sent again": "نرسیده بود و دوباره فرستاده شد",
    "its handler is paused": "رسیدگی به این رویدادها را راهبر سامانه نگه داشته است",
    "the body is not JSON": "پیام خوانا نیست",
    "the body is not a CloudEvent of version 1.0": "پیام شکل رویداد را ندارد",
    "the subject does not match the data": "موضوع رویداد با محتوای آن یکی نیست",
    "the type is not of the form news.published.v1": "نام نوع رویداد درست نیست",
}

_WITH_VALUES: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...]] = (
    (
        re.compile(r"\S+ is newer than this release knows"),
        lambda _found: _("نسخه آن تازه‌تر از نسخه این بخش است و پس از ارتقا رسیدگی می‌شود"),
    ),
    (re.compile(r"\S+ is not in the catalogue"), lambda _found: _("این نوع رویداد شناخته نیست")),
    (
        re.compile(r"the envelope has no (\w+)"),
        lambda found: _("سربرگ رویداد «%(field)s» ندارد", field=found[1]),
    ),
    (
        re.compile(r"the envelope's (\w+) .+"),
        lambda found: _("«%(field)s» در سربرگ رویداد درست نیست", field=found[1]),
    ),
    (
        re.compile(r"the envelope cannot be read: (.+)"),
        lambda _found: _("سربرگ رویداد خوانا نیست"),
    ),
    (
        re.compile(r"the data of \S+ does not fit: (.+?): .+"),
        lambda found: _("«%(field)s» در محتوای رویداد درست نیست", field=found[1]),
    ),
    (re.compile(r"sent on by (.+)"), lambda found: _("%(name)s تلاش دوباره خواست", name=found[1])),
    (
        re.compile(r"discarded by (.+?): (.+)"),
        lambda found: _("%(name)s آن را کنار گذاشت: %(reason)s", name=found[1], reason=found[2]),
    ),
    (re.compile(r"restored by (.+)"), lambda found: _("%(name)s آن را باز گرداند", name=found[1])),
)


def reason(sentence: str, titles: Mapping[str, str]) -> str:
    """Return a sentence of the messaging in the reader's language, without a full stop.

    `titles` holds what the errors of the service mean, by the names of their classes. A sentence that is not known is
    returned as it is: whoever raises `Permanent` writes one for people.
    """
    if failed := _FAILED.fullmatch(sentence):
        return reason(failed["why"], titles)
    if sentence in _FIXED:
        return _(_FIXED[sentence])
    for pattern, said in _WITH_VALUES:
        if found := pattern.fullmatch(sentence):
            return said(found)
    if error := _ERROR.fullmatch(sentence):
        return _of_error(error["kind"], error["file"], titles)
    return digits(sentence.rstrip("."))


def _of_error(kind: str, file: str | None, titles: Mapping[str, str]) -> str:
    if title := titles.get(kind, ""):
        return _(title).rstrip(".")
    if file:
        return _("خطای پیش‌بینی‌نشده در برنامه (%(kind)s در %(file)s)", kind=kind, file=file)
    return _("خطای پیش‌بینی‌نشده در برنامه (%(kind)s)", kind=kind)
