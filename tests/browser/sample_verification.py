"""The pages of `/v`, filled: what is said of letters and of PDFs, and the page for checking without a network."""

import json
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

from joserfc.jwk import ECKey

from services.membership.statements.domain import Statement
from services.membership.statements.keys_outside import StatementSigner
from services.membership.statements.pages import WITH_CAMERA, rules_of
from services.membership.verification.domain import Record, Standing
from shared.persian.jalali import day_of

SIGNER = StatementSigner([ECKey.generate_key("P-256")], "https://bahardasht.example")
STATEMENT = Statement(
    code="8347221096",
    number="1405/ق/047",
    dated=date(2026, 11, 20),
    name="سارا مهرگان‌پور",
    role="عضو",
    body="قرارگاه رسانه‌ای شهرستان بهاردشت",
    office="اداره آب و فاضلاب",
    valid_until=date(2100, 3, 20),
    is_sample=True,
)


def pages(now: datetime) -> dict[str, tuple[str, dict[str, Any]]]:
    """Address → template and what it shows."""
    today = day_of(now)
    sara = Record(
        letter_id="d1",
        code="8347221096",
        name="سارا مهرگان‌پور",
        offices=("اداره آب و فاضلاب", "اداره کل فرهنگ و ارشاد اسلامی"),
        title="عضو قرارگاه رسانه‌ای شهرستان",
        number="1405/ق/047",
        dated=today - timedelta(days=200),
        valid_until=today + timedelta(days=500),
    )
    replaced = replace(sara, standing=Standing.SUPERSEDED, since=today, replaced_by="1405/ق/051")

    def shown(**said: Any) -> tuple[str, dict[str, Any]]:
        nothing = dict.fromkeys(("error", "file_error", "record", "verdict", "seal"))
        return "membership/check.html", {**nothing, "code": "", "is_page": False, "is_unknown": False, **said}

    offline = {"has_keys": True, "rules": json.dumps(rules_of(SIGNER)), "headers": WITH_CAMERA}
    return {
        "/v": shown(),
        "/v/wrong": shown(code="12", error="کد اصالت‌سنجی ده رقم است؛ آن را از پایین حکم وارد کنید.", file_error="؟"),
        "/v/valid": shown(code=sara.code, record=sara, verdict="valid", is_page=True),
        "/v/amended": shown(code=sara.code, record=replace(sara, replaced_by="1405/ق/050"), verdict="amended"),
        "/v/superseded": shown(code=sara.code, record=replaced, verdict="superseded"),
        "/v/revoked": shown(code=sara.code, record=replace(sara, since=today), verdict="revoked"),
        "/v/annulled": shown(code=sara.code, record=replace(sara, since=today), verdict="annulled"),
        "/v/altered": shown(code=sara.code, record=sara, verdict="altered"),
        "/v/changed": shown(seal="changed"),
        "/v/ours": shown(seal="intact_ours"),
        "/v/offline": ("membership/offline-check.html", offline),
    }
