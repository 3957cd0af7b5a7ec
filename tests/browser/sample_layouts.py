"""The pages of layouts, filled: kinds, editions of one, a draft with a fault, and an edition that was in force."""

from datetime import datetime
from typing import Any

from services.membership.layouts.domain import Choice, Design, Layout, edition_name, lines_around, shipped_design
from services.membership.layouts.forms import TypedLayout, samples_of
from services.membership.layouts.queries import Standing
from services.membership.typesetting.domain import TemplateFault

_FAULT = TemplateFault(12, "unknown variable: no-such-thing")


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    shipped = shipped_design("decree")
    own = Design(shipped.source, "a5", ("وزارت کشور", "استانداری بهارستان", "فرمانداری شهرستان بهاردشت"))
    broken = Design(shipped.source + "#no-such-thing()\n")
    choice = Choice(id="decree", edition=1, by="p-desk", at=now, version=1)
    first = Layout.draft("decree", 1, own, note="سربرگ با نام وزارت", by="p-desk", at=now)
    choice.choose(first, by="p-desk", at=now)
    first.based_on = 0
    drafts = [Layout.draft("decree", each, shipped, by="p-desk", note="", at=now) for each in (3, 2)]
    standing = Standing("decree", "حکم عضویت", choice, [*drafts, first], 1)
    by_hand = {
        "standing": standing,
        "may_keep": True,
        "names": {"p-desk": "رضا نیک‌روش"},
        "edition_name": edition_name,
        "samples": samples_of("decree"),
    }
    form = by_hand | {"layout": drafts[0], "typed": TypedLayout.of(shipped), "errors": {}, "lines": ()}
    wrong = {
        "typed": TypedLayout.of(broken),
        "errors": {"source": str(_FAULT)},
        "lines": lines_around(broken.source, _FAULT),
    }
    tried = {"faults": [str(_FAULT)], "lines": wrong["lines"], "pictures": ()}
    return {
        "/membership/layouts": ("membership/layouts.html", by_hand | {"kinds": [standing]}),
        "/membership/layouts/decree": ("membership/layout-editions.html", by_hand),
        "/membership/layouts/decree/1": ("membership/layout-form.html", form),
        "/membership/layouts/decree/2": ("membership/layout-form.html", form | wrong),
        "/membership/layouts/decree/preview": ("membership/layout-preview.html", tried),
        "/membership/layouts/decree/1/preview": ("membership/layout-preview.html", tried),
        "/membership/layouts/decree/3": (
            "membership/layout.html",
            by_hand | {"layout": first, "edition": 1, "design": own, "is_in_force": True},
        ),
    }
