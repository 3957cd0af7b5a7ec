"""The register's pages, filled: decrees in every state, forms with errors, a search that finds nothing."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from services.membership.decrees.choice_queries import Recipient, Recipients
from services.membership.decrees.domain import Decree, DecreeId, Grant
from services.membership.decrees.forms import ANOTHER, TypedAmendment, TypedDecree, TypedRevocation
from services.membership.letters.domain import Registration, Revocation, Signatory, State, Wording
from shared.persian.jalali import day_of
from shared.web.shell.listing import Rules

RULES = Rules(
    "/membership/decrees", sorts=("date", "number"), usual_sort="-date", filters={"state": tuple(State)}, size=2
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

    def letter(decree: Decree, **more: Any) -> tuple[str, dict[str, Any]]:
        nobody = {"may_sign": False, "may_amend": False, "may_revoke": False, "errors": {}}
        typed = {"amendment": TypedAmendment(), "revocation": TypedRevocation()}
        closed = {"is_amending": False, "is_revoking": False}
        shown = {"decree": decree, "today": today, "fingerprint": "5f1d0c5f1d0c…"}
        return "membership/decree.html", nobody | typed | closed | shown | more

    def register(asked: dict[str, str], decrees: list[Decree], total: int) -> tuple[str, dict[str, Any]]:
        return "membership/decrees.html", {
            "all_of_them": True,
            "may_draft": True,
            "decrees": decrees,
            "listing": RULES.read(asked),
            "total": total,
            "filters": [
                ("", "همه", 51),
                ("draft", "پیش‌نویس", 3),
                ("registered", "ثبت‌شده", 46),
                ("revoked", "لغوشده", 2),
            ],
            "year": 1405,
            "last": "1405/ق/047",
            "today": today,
        }

    offered = {
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
        "/membership/decrees/draft": letter(draft, may_sign=True),
        "/membership/decrees/registered": letter(registered, may_amend=True, may_revoke=True),
        "/membership/decrees/no-reason": letter(
            registered, may_revoke=True, is_revoking=True, errors={"reason": "دلیل لغو را بنویسید."}
        ),
        "/membership/decrees/revoked": letter(revoked),
    }
