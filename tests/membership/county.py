"""A small county: three offices, two bodies, their people."""

from datetime import date

from services.membership.accounts.usecases import NewPerson
from services.membership.bodies.domain import Body, BodyId, BodyRole, LetterTexts
from services.membership.main import Parts
from services.membership.posts.domain import Place, Role
from shared.events.membership import OfficeFacts
from shared.runtime.viewer import Viewer

SETUP = Viewer("setup", "راه‌اندازی", frozenset({"secretariat", "operator"}))
PASSWORD = "انار-بهار-۱۴۰۵"
SINCE = date(2025, 3, 21)
ROLES = (BodyRole("member", "عضو"), BodyRole("secretary", "دبیر"), BodyRole("alternate", "علی‌البدل"))

_PEOPLE: tuple[tuple[str, str, str, str, Role, Place], ...] = (
    ("p-water", "سارا مهرگان‌پور", "سرکار خانم", "سرکار عالی", "pr_manager", Place(office_id="water")),
    ("p-roads", "بهرام سپیدرو", "جناب آقای", "جنابعالی", "pr_manager", Place(office_id="roads")),
    ("p-desk", "رضا نیک‌روش", "جناب آقای", "جنابعالی", "secretariat", Place(body_id="council")),
    ("p-gov", "نادر فرهمند", "جناب آقای دکتر", "جنابعالی", "governor", Place(office_id="governorate")),
    ("p-ops", "آرش پویا", "جناب آقای", "جنابعالی", "operator", Place()),
)


def office(key: str, name: str, **changes: object) -> OfficeFacts:
    """The facts of an office."""
    facts = {
        "id": key,
        "name": name,
        "short_name": name,
        "kind": "office",
        "kind_name": "اداره‌ها",
        "kind_order": 4,
        "head_title": "رئیس اداره",
        "active_from": SINCE,
    }
    return OfficeFacts(**(facts | changes))


def person(key: str, name: str, **changes: str) -> NewPerson:
    """Somebody with an account named by the id."""
    facts = {"honorific": "جناب آقای", "pronoun": "جنابعالی", "email": f"{key}@bahardasht.example"}
    return NewPerson(**({"id": key, "username": key, "name": name} | facts | changes))


async def fill(parts: Parts) -> None:
    """Register all of it by the use cases."""
    for facts in (
        office("governorate", "فرمانداری شهرستان بهاردشت", kind="governorate", kind_order=1),
        office("water", "اداره آب و فاضلاب", publishes_directly=True),
        office("roads", "اداره راهداری"),
    ):
        await parts.directory.register(facts, by=SETUP)
    texts = LetterTexts(legal_basis=("مصوبه هفتم دومین جلسه مجمع عمومی",), duties=("حضور منظم", "ارائه گزارش ماهانه"))
    for body in (
        Body(BodyId("media_hq"), "قرارگاه رسانه‌ای شهرستان", "media_hq", ROLES, texts=texts),
        Body(BodyId("council"), "شورای هماهنگی روابط عمومی‌ها", "council", ROLES, roster_public=True, texts=texts),
    ):
        await parts.body_directory.register(body, by=SETUP)
    for key, name, honorific, pronoun, role, place in _PEOPLE:
        new = person(key, name, honorific=honorific, pronoun=pronoun)
        await parts.accounts.open(new, password=PASSWORD, by=SETUP)
        await parts.personnel.appoint(key, role, place, since=SINCE, by=SETUP)
