"""Letters of every standing, without a server."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

from services.membership.decrees.domain import Decree, DecreeId, Grant
from services.membership.letters.domain import DocumentRef, LetterId, LetterRef, Place, Signatory, Wording
from services.membership.letters.standing_domain import UNSIGNED, Standing
from shared.persian.jalali import jalali_of
from shared.runtime.viewer import Viewer

NOON = datetime(2026, 11, 29, 8, 30, tzinfo=UTC)
"""8 Azar 1405, noon in Tehran."""
TODAY = date(2026, 11, 29)
NADER = Signatory("p-gov", "نادر فرهمند", "فرماندار شهرستان بهاردشت")
GOVERNOR = Viewer("p-gov", "نادر فرهمند", frozenset({"governor"}))
WORDING = Wording("شورا", "حکم", "سرکار خانم", "مدیر", "با سلام", ("متن",), ("ریاست محترم اداره",))
GRANT = Grant("p-water", "سارا", ("water",), ("آب",), "hq", "قرارگاه", "member", "عضو", TODAY, date(2027, 11, 29))


def a_draft(**changes: Any) -> Decree:
    """A draft of today."""
    facts: dict[str, Any] = {"id": DecreeId("d1"), "series": "ق", "grant": GRANT, "wording": WORDING}
    return Decree(**(facts | {"drafted_by": "p-desk", "drafted_at": NOON} | changes))


def a_place(number: int = 7, at: datetime = NOON) -> Place:
    """A place in the register."""
    year = jalali_of(at).year
    return Place(year, number, f"{year}/ق/{number:03}", at)


def a_decree(standing: Standing) -> Decree:
    """A decree that stands like this today."""
    decree = a_draft()
    if standing not in UNSIGNED:
        decree.register(a_place(), by=NADER, code="8347221096", verify_url="http://ravabet.test/v/8347221096")
    for step in _STEPS.get(standing, ()):
        step(decree)
    return decree


def _serve(decree: Decree) -> None:
    decree.document = DocumentRef("5f1d0c", NOON)
    decree.serve(at=NOON)


def _amend(decree: Decree) -> None:
    decree.amended_by = _OTHER


def _supersede(decree: Decree) -> None:
    decree.superseded_by = _OTHER


def _expire(decree: Decree) -> None:
    decree.grant = replace(GRANT, valid_from=date(2026, 1, 1), valid_until=date(2026, 11, 28))


_OTHER = LetterRef(LetterId("d2"), "1405/ق/008")
_STEPS: Mapping[Standing, Sequence[Callable[[Decree], object]]] = {
    Standing.RETURNED: [lambda decree: decree.send_back("نام دستگاه کامل نیست", by="p-gov", at=NOON)],
    Standing.CHECKED: [lambda decree: decree.check(by="p-desk", at=NOON)],
    Standing.SERVED: [_serve],
    Standing.ACKNOWLEDGED: [_serve, lambda decree: decree.acknowledge(at=NOON)],
    Standing.AMENDED: [_amend],
    Standing.SUPERSEDED: [_supersede],
    Standing.EXPIRED: [_expire],
    Standing.REVOKED: [lambda decree: decree.revoke("پایان مأموریت", by=GOVERNOR, at=NOON)],
    Standing.ANNULLED: [lambda decree: decree.annul("نام نادرست", by=GOVERNOR, at=NOON)],
}
