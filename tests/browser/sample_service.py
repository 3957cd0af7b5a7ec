"""The pages of the service of letters, filled: every stage, own letters, one-time links, a form with errors."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from services.membership.letters.domain import DocumentRef, Letter, LetterId, Registration, Signatory, State, Wording
from services.membership.members.domain import Membership, MembershipId
from services.membership.service_records.domain import (
    TO_NAMES,
    WAY_NAMES,
    Attempt,
    LetterKey,
    Receipt,
    Recipient,
    RecordId,
    Served,
    ServiceRecord,
)
from services.membership.service_records.forms import TypedReceipt
from services.membership.service_records.stages_domain import UNSEEN, Stage
from shared.persian.jalali import day_of
from shared.web.shell.listing import Rules

RULES = Rules(
    "/membership/service", sorts=(), usual_sort="", filters={"stage": ("unseen", *Stage), "to": tuple(TO_NAMES)}, size=6
)
OWN = Rules("/membership/my-letters", sorts=(), usual_sort="", filters={}, size=3)
NAMES = {"to_names": TO_NAMES, "way_names": WAY_NAMES}


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    letter = _letter(now)
    waiting, shown, paper, needs, seen, accepted, over = records = _records(letter, now)

    def one(record: ServiceRecord, **more: Any) -> tuple[str, dict[str, Any]]:
        others = [each for each in records if each is not record]
        may = {"may_enter": False, "may_add_scan": False, "may_send": False}
        typed = TypedReceipt(on="۱۴۰۵/۹/۲")
        return "membership/service-record.html", NAMES | may | {
            "record": record,
            "others": others[:3],
            "errors": {},
            "typed": typed,
        } | more

    def listed(asked: dict[str, str], found: list[ServiceRecord], total: int) -> tuple[str, dict[str, Any]]:
        filters = [("", "همه", 61), ("unseen", "دیده‌نشده", 21), *((each, each.word, 8) for each in Stage)]
        context = {"records": found, "listing": RULES.read(asked), "total": total, "may_enter": True}
        return "membership/service.html", NAMES | context | {"filters": filters}

    def own(found: list[ServiceRecord], to_accept: list[ServiceRecord], **more: Any) -> tuple[str, dict[str, Any]]:
        return "membership/my-letters.html", {
            "records": found,
            "listing": OWN.read({}),
            "total": len(found),
            "number": len(to_accept),
            "to_accept": to_accept,
            "memberships": [],
            "body_names": {"hq": "قرارگاه رسانه‌ای شهرستان"},
            "to_names": TO_NAMES,
            "counts": {"/membership/my-letters": len(to_accept)},
        } | more

    linked = {"letter": letter, "token": "a.b", "key": "k", "to_names": TO_NAMES}
    wrong = {
        "receiver": "نام کسی را بنویسید که نامه را تحویل گرفته است.",
        "on": "تاریخ ابلاغ نمی‌تواند پس از امروز باشد.",
    }
    memberships = [_membership(now)]
    return {
        "/membership/service": listed({}, list(records), 61),
        "/membership/service/unseen": listed(
            {"stage": "unseen"}, [each for each in records if each.stage in UNSEEN], 3
        ),
        "/membership/service/nothing": listed({"q": "ققنوس"}, [], 0),
        "/membership/service/empty": ("membership/service.html", listed({}, [], 0)[1]),
        "/membership/service/seen": one(seen),
        "/membership/service/paper": one(paper, may_add_scan=True),
        "/membership/service/wrong": one(needs, may_enter=True, may_send=True, errors=wrong),
        "/membership/service/over": one(over),
        "/membership/my-letters": own([shown, seen, accepted, over], [shown, seen], memberships=memberships),
        "/membership/my-letters/nothing": own([], []),
        "/membership/my-letters/new": (
            "membership/own-letter.html",
            {"record": seen, "letter": letter, "to_names": TO_NAMES},
        ),
        "/membership/my-letters/accepted": (
            "membership/own-letter.html",
            {"record": accepted, "letter": letter, "to_names": TO_NAMES},
        ),
        "/l/look": ("membership/letter-link.html", {"token": "a.b"}),
        "/l/over": ("membership/letter-link-over.html", {"error": "مهلت این پیوند گذشته است."}),
        "/l/opened": ("membership/linked-letter.html", linked | {"record": seen}),
        "/membership/decrees/served-records": _decree_part(waiting, records),
    }


def _decree_part(record: ServiceRecord, records: list[ServiceRecord]) -> tuple[str, dict[str, Any]]:
    more = {"may_enter": False, "may_add_scan": False, "may_send": False, "errors": {}, "typed": TypedReceipt()}
    return "membership/service-record.html", NAMES | more | {"record": record, "others": records[1:]}


def _letter(now: datetime) -> Letter:
    wording = Wording(
        "شورای هماهنگی روابط عمومی‌ها",
        "حکم عضویت در قرارگاه رسانه‌ای شهرستان",
        "سرکار خانم سارا مهرگان‌پور",
        "مدیر محترم روابط عمومی اداره آب و فاضلاب",
        "با سلام و احترام؛",
        ("به موجب این حکم به عنوان عضو قرارگاه رسانه‌ای شهرستان منصوب می‌شوید.",),
        ("ریاست محترم اداره آب و فاضلاب جهت استحضار",),
        is_sample=True,
    )
    letter = Letter(
        id=LetterId("1"), series="ق", wording=wording, drafted_by="p2", drafted_at=now, state=State.REGISTERED
    )
    signatory = Signatory("p3", "کیوان دشت‌آرا", "فرماندار")
    letter.registration = Registration(1405, 47, "1405/ق/047", now, signatory, "8347221096", "5f1d0c" * 10)
    letter.document = DocumentRef("ab" * 32, now)
    return letter


def _records(letter: Letter, now: datetime) -> list[ServiceRecord]:
    served = Served(letter, "سارا مهرگان‌پور")

    def make(number: int, name: str, to: Any = "addressee", post: str = "", *, person: bool = True) -> ServiceRecord:
        who = Recipient(to, name, person_id=f"p{number}" if person else None, office_id="o", post=post)
        record = ServiceRecord.make(LetterKey("decree", "1"), served, who, at=now - timedelta(days=12))
        return replace(record, id=RecordId(f"{number:024}"), register_no=f"1405/ق/{number:03}")

    waiting, shown = (
        make(41, "بهرام سپیدرو"),
        make(42, "سارا مهرگان‌پور", post="مدیر محترم روابط عمومی اداره آب و فاضلاب"),
    )
    paper = make(43, "اداره کل ثبت احوال و امور سجلی شهرستان بهاردشت", "head", "ریاست اداره کل ثبت احوال", person=False)
    needs = make(44, "دانشگاه بهاردشت", "head", "ریاست دانشگاه بهاردشت", person=False)
    seen, accepted, over = make(45, "ناهید کوهستانی", "head"), make(46, "آرش پویا", "copy"), make(47, "کاوه رودکی")
    waiting.reminders = 2
    waiting.attempts = (Attempt("portal", now - timedelta(days=12)), Attempt("link", now - timedelta(days=12)))
    shown.deliver("portal", at=now - timedelta(days=1))
    paper.receipt = Receipt("مسئول دبیرخانه", day_of(now), None, "p2", now)
    paper.deliver("paper", at=now)
    seen.see("link", at=now - timedelta(hours=3))
    accepted.accept("portal", at=now - timedelta(hours=2))
    over.end("revoked")
    return [waiting, shown, paper, needs, seen, accepted, over]


def _membership(now: datetime) -> Membership:
    return Membership(
        id=MembershipId("m"),
        body_id="hq",
        person_id="p1",
        person_name="سارا",
        office_ids=("water",),
        role="member",
        valid_from=day_of(now),
        valid_until=date(2028, 11, 20),
        decree_id="1",
        decree_no="1405/ق/047",
    )
