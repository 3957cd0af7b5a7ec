"""The register's pages, filled: decrees in every state, forms with errors, a search that finds nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.membership.decrees.choice_queries import Recipient, Recipients
from services.membership.decrees.domain import Decree, DecreeId, Grant
from services.membership.decrees.draft_pages import SEATS
from services.membership.decrees.forms import ANOTHER, TypedDecree, TypedDeed, TypedDraft, TypedOldDecree
from services.membership.letters.delegations_domain import Delegation, DelegationId
from services.membership.letters.domain import Check, Registration, Return, Revocation, Signatory, State, Wording
from services.membership.letters.forms import TypedDelegation, TypedSeries
from services.membership.letters.pages import SOURCES
from services.membership.letters.plain_domain import PLAIN_SERIES
from services.membership.letters.series_domain import Series, SeriesId
from services.membership.letters.standing_domain import Standing
from services.membership.service_records.domain import TO_NAMES, WAY_NAMES
from shared.persian.jalali import day_of
from shared.web.shell.listing import Rules

RULES = Rules(
    "/membership/decrees", sorts=("date", "number"), usual_sort="-date", filters={"state": tuple(Standing)}, size=2
)


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    today = day_of(now)
    grant = Grant(
        "p1",
        "سارا مهرگان‌پور",
        ("water",),
        ("اداره آب و فاضلاب",),
        "hq",
        "قرارگاه رسانه‌ای شهرستان",
        "member",
        "عضو",
        today,
        today + timedelta(days=700),
    )
    wording = Wording(
        "شورای هماهنگی روابط عمومی‌ها",
        "عضویت در قرارگاه رسانه‌ای",
        "سرکار خانم سارا مهرگان‌پور",
        "مدیر محترم روابط عمومی اداره آب و فاضلاب",
        "با سلام و احترام؛",
        ("به موجب این حکم به عنوان عضو قرارگاه رسانه‌ای شهرستان منصوب می‌شوید.",),
        ("ریاست محترم اداره آب و فاضلاب جهت استحضار",),
        is_sample=True,
    )
    draft = Decree(
        id=DecreeId("1"),
        series="ق",
        grant=grant,
        wording=wording,
        drafted_by="p2",
        drafted_at=now - timedelta(days=1),
        version=1,
    )
    signatory = Signatory("p3", "کیوان دشت‌آرا", "فرماندار")
    entry = Registration(1405, 47, "1405/ق/047", now, signatory, "8347221096", "5f1d0c" * 10)
    registered = replace(draft, id=DecreeId("2"), state=State.REGISTERED, registration=entry)
    revoked = replace(
        registered, id=DecreeId("3"), state=State.REVOKED, revocation=Revocation(now, "p3", "پایان مأموریت")
    )

    returned = replace(draft, returned=Return("نام دستگاه کامل نیست.", "p3", now))
    checked = replace(draft, checked=Check("p2", now))
    annulled = replace(revoked, revocation=Revocation(now, "p3", "نام دستگاه نادرست بود", annuls=True))
    old = replace(registered, registration=replace(entry, is_old=True, register_no="1403/م/17"))
    since = today - timedelta(days=30)
    key = DelegationId("9")
    held = Delegation(key, "p3", "کیوان دشت‌آرا", "p9", "بهمن معین", "12/34", since, today, "p2", now)
    mays = ("sign", "return", "edit", "check", "delete", "amend", "annul", "revoke")

    def letter(decree: Decree, *may: str, **more: Any) -> tuple[str, dict[str, Any]]:
        more = {"asks_number": False, "waits_for_check": False} | more
        shown = {"decree": decree, "today": today, "fingerprint": "5f1d0c5f1d0c…", "errors": {}, "opened": ""}
        rights = {f"may_{each}": each in may for each in mays}
        served = {"service": (), "to_names": TO_NAMES, "way_names": WAY_NAMES}
        return "membership/decree.html", rights | shown | served | {"typed": TypedDeed()} | more

    def register(asked: dict[str, str], decrees: list[Decree], total: int) -> tuple[str, dict[str, Any]]:
        return "membership/decrees.html", {
            "all_of_them": True,
            "may_draft": True,
            "may_sign": False,
            "decrees": decrees,
            "listing": RULES.read(asked),
            "total": total,
            "filters": [
                ("", "همه", 53),
                *(
                    (each.value, each.word, number)
                    for each, number in zip(Standing, (3, 1, 2, 30, 9, 5, 1), strict=False)
                ),
            ],
            "year": 1405,
            "last": "1405/ق/047",
            "today": today,
        }

    offered = {
        "is_old": False,
        "another": ANOTHER,
        "recipient": None,
        "recipients": Recipients([Recipient("p1", "سارا مهرگان‌پور", ["اداره آب و فاضلاب"])], are_more=True),
        "offices": [("water", "اداره آب و فاضلاب")],
        "bodies": [("hq", "قرارگاه رسانه‌ای شهرستان")],
        "roles": [("member", "عضو"), ("secretary", "دبیر")],
    }
    wrong = {"person_id": "گیرنده را انتخاب کنید.", "valid_from": "ماه ۱۳ در تقویم نیست؛ ماه‌ها از ۱ تا ۱۲ هستند."}
    typed = TypedDecree(name="سارا", office_words="آب", valid_from="۱۴۰۵/۰۹/۰۲")
    chosen = {"recipient": Recipient("p1", "سارا مهرگان‌پور", ["اداره آب و فاضلاب"])}
    return {
        "/membership/decrees": register({"page": "3"}, [draft, registered, revoked], 51),
        "/membership/decrees/found": register({"q": "سارا", "sort": "number"}, [registered], 1),
        "/membership/decrees/nothing": register({"q": "ققنوس"}, [], 0),
        "/membership/decrees/new": ("membership/decree-new.html", {"typed": typed, "errors": {}, **offered}),
        "/membership/decrees/wrong": ("membership/decree-new.html", {"typed": typed, "errors": wrong, **offered}),
        "/membership/decrees/chosen": (
            "membership/decree-new.html",
            {"typed": typed, "errors": {}, **offered, **chosen},
        ),
        "/membership/decrees/old": (
            "membership/decree-new.html",
            {
                "typed": TypedOldDecree(name="سارا", register_no="۱۷"),
                "errors": {"signed_on": "تاریخ را وارد کنید."},
                **offered,
                "is_old": True,
            },
        ),
        "/membership/decrees/entered": letter(old),
        "/membership/decrees/numbered": letter(
            checked, "sign", "return", asks_number=True, opened="signature", errors={"number": "شماره را وارد کنید."}
        ),
        "/membership/letters": (
            "membership/letters.html",
            {
                "series": [TypedSeries.of(each) for each in (Series(SeriesId("ق")), Series(SeriesId("ن")))],
                "changed": "ن",
                "typed": TypedDelegation(name="بهمن"),
                "errors": {"number_format": "قالب شماره را وارد کنید.", "until": "آخرین روز را وارد کنید."},
                "sources": SOURCES,
                "governors": [("p3", "کیوان دشت‌آرا")],
                "people": [("p9", "بهمن معین")],
                "delegations": [held, replace(held, until=today - timedelta(days=1))],
                "today": today,
                "year": 1405,
                "checked_anyway": PLAIN_SERIES,
                "without_scan": [("d1", "بهمن معین · 12/34")],
                "scanned": "",
                "may_number": True,
                "may_delegate": True,
            },
        ),
        "/membership/decrees/draft": letter(draft, "sign", "return"),
        "/membership/decrees/returned": letter(returned, "edit", "delete"),
        "/membership/decrees/checked": letter(checked, "edit", "delete"),
        "/membership/decrees/unchecked": letter(draft, "edit", "check", "delete"),
        "/membership/decrees/edit": (
            "membership/decree-edit.html",
            {
                "decree": returned,
                "typed": TypedDraft.of(returned),
                "errors": {"paragraphs": "متن نامه را بنویسید."},
                "offices": offered["offices"],
                "roles": offered["roles"],
                "seats": SEATS,
            },
        ),
        "/membership/decrees/registered": letter(registered, "amend", "annul", "revoke"),
        "/membership/decrees/no-reason": letter(
            registered, "revoke", opened="revocation", errors={"reason": "دلیل لغو را بنویسید."}
        ),
        "/membership/decrees/revoked": letter(revoked),
        "/membership/decrees/annulled": letter(annulled),
    }
