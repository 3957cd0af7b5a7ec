"""Decrees many at once, filled: what waits for a signature, who gets a draft, a batch that runs and one that ended."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any, Final

from services.membership.batches.candidate_queries import Candidate
from services.membership.batches.domain import Asker, Batch, BatchId, Counts, Deed, Item, ItemState, State, Subject
from services.membership.batches.forms import TypedTerms
from services.membership.batches.pages import PATHS
from services.membership.batches.queries import Seen
from services.membership.batches.waiting_queries import WaitingDraft
from services.membership.decrees.domain import Decree, DecreeId, Grant
from services.membership.letters.domain import Check, Wording
from services.membership.nominations.domain import Nomination, NominationId
from shared.persian.jalali import day_of
from shared.web.shell.listing import Rules

_PEOPLE: Final = (
    ("سارا مهرگان‌پور", "اداره آب و فاضلاب"),
    ("بهرام سپیدرو", "اداره راهداری و حمل‌ونقل جاده‌ای"),
    ("مهسا کاظمی‌نیا", "بنیاد مسکن انقلاب اسلامی شهرستان بهاردشت"),
    ("هما آریا", "دانشگاه پیام نور"),
)
_BODY: Final = "قرارگاه رسانه‌ای شهرستان"


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    stopped, done = replace(_batch(now), state=State.STOPPED), replace(_batch(now, Deed.DRAFT), state=State.DONE)
    return {
        "/membership/signatures": queue(now, 12),
        "/membership/signatures/many": queue(now, 300),
        "/membership/signatures/none": queue(now, 0),
        "/membership/bulk-drafts": drafts(now, 12),
        "/membership/bulk-drafts/none": drafts(now, 0, errors={"body_id": "معرفی تأییدشده‌ای نیست."}),
        "/membership/batches/runs": batch(_batch(now), Counts(47, 10, 35, 2)),
        "/membership/batches/stopped": batch(stopped, Counts(47, 10, 37, 0)),
        "/membership/batches/done": batch(done, Counts(47, 0, 45, 2)),
    }


def queue(now: datetime, total: int) -> tuple[str, dict[str, Any]]:
    """What waits for the signature."""
    rules = Rules("/membership/signatures", sorts=(), usual_sort="", size=50)
    return "membership/signatures.html", {
        "listing": rules.read({}).within(total),
        "total": total,
        "others": 2 if total > 1 else 0,
        "ask_number": 1 if total > 1 else 0,
        "drafts": [_row(now, place) for place in range(min(total, 50))],
    }


def _row(now: datetime, place: int) -> WaitingDraft:
    decree = _draft(now, place)
    grant, href = decree.grant, f"/membership/decrees/{decree.id}"
    row = WaitingDraft(
        kind="decree",
        kind_name="حکم",
        href=href,
        proof=f"{href}/proof.pdf",
        letter=decree,
        name=grant.person_name,
        place="، ".join(grant.office_names),
        about=f"{grant.role_name} {grant.body_name}",
        valid_from=grant.valid_from,
        valid_until=grant.valid_until,
        follows=decree.follows,
        asks_number=place == 1,
    )
    if place == 2:  # a certificate has no term
        return replace(row, kind_name="تقدیرنامه", about="پوشش خبری هفته دولت", valid_from=None, valid_until=None)
    return row


def drafts(now: datetime, total: int, errors: dict[str, str] | None = None) -> tuple[str, dict[str, Any]]:
    """Who gets a draft, and who is left out."""
    rules = Rules("/membership/bulk-drafts", sorts=(), usual_sort="", size=50)
    left_out = [
        replace(_candidate(now, 1), obstacle="عنوان یا خطاب این شخص انتخاب نشده است؛ ابتدا در صفحه او انتخاب کنید."),
        replace(_candidate(now, 2), obstacle="بنیاد مسکن انقلاب اسلامی شهرستان بهاردشت بسته شده است."),
    ]
    return "membership/bulk-drafts.html", {
        "errors": errors or {},
        "typed": TypedTerms(body_id="hq"),
        "bodies": [("hq", f"{_BODY} (۱۴)")],
        "roles": [("member", "عضو"), ("secretary", "دبیر")],
        "free": [_candidate(now, place) for place in range(min(total, 50))],
        "total": total,
        "left_out": left_out if total else [],
        "listing": rules.read({}).within(total),
    }


def batch(one: Batch, counts: Counts) -> tuple[str, dict[str, Any]]:
    """How far a batch is."""
    here = f"/membership/batches/{one.id}"
    why = ("این حکم پس از باز شدن صفحه تغییر کرده است؛ صفحه را تازه کنید و دوباره ببینید.", "این حکم پیدا نشد.")
    refused = [_item(one, place, ItemState.REFUSED, why[place]) for place in range(counts.refused)]
    done: Sequence[Item] = [] if one.is_running else [_item(one, place, ItemState.DONE) for place in range(4)]
    return "membership/batch.html", {
        "seen": Seen(one, counts),
        "here": here,
        "paths": PATHS,
        "is_signing": one.deed is Deed.SIGN,
        "is_stopped": one.state is State.STOPPED,
        "listing": Rules(here, sorts=(), usual_sort="").read({}),
        "refused": refused,
        "done": done,
    }


def _batch(now: datetime, deed: Deed = Deed.SIGN) -> Batch:
    return Batch(id=BatchId("runs"), deed=deed, asked_by=Asker("p3"), at=now, total=47, key="k")


def _item(one: Batch, place: int, state: ItemState, sentence: str = "") -> Item:
    subject = Subject(f"d{place}", _PEOPLE[place][0], f"عضو {_BODY}")
    return Item(id=f"i{place}", batch_id=one.id, place=place, subject=subject, state=state, sentence=sentence)


def _candidate(now: datetime, place: int) -> Candidate:
    name, office = _PEOPLE[place % len(_PEOPLE)]
    key = NominationId(f"n{place}")
    nomination = Nomination(key, "hq", f"p{place}", name, (f"o{place}",), "member", "p9", now)
    return Candidate(nomination, [office], "عضو")


def _draft(now: datetime, place: int) -> Decree:
    name, office = _PEOPLE[place % len(_PEOPLE)]
    today = day_of(now)
    last = today + timedelta(days=700) if place % 3 else None
    grant = Grant(f"p{place}", name, ("o",), (office,), "hq", _BODY, "member", "عضو", today, last)
    return Decree(
        id=DecreeId(f"d{place}"),
        series="ق",
        grant=grant,
        wording=Wording("", "", name, "", "", (), ()),
        drafted_by="p2",
        drafted_at=now,
        checked=Check("p2", now) if place < 8 else None,
        version=1,
    )
