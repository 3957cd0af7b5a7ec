"""The links of all four services in one place: what the portal shows everybody and the desk shows each role."""

from dataclasses import dataclass
from typing import Final

ANYONE: Final[frozenset[str]] = frozenset()


@dataclass(frozen=True)
class Link:
    """A place to go. `roles` empty: everyone who may see the menu."""

    label: str
    href: str
    icon: str
    roles: frozenset[str] = ANYONE

    def is_for(self, roles: frozenset[str]) -> bool:
        return not self.roles or bool(self.roles & roles)


PORTAL: Final = (
    Link("خبرها", "/", "news"),
    Link("دستگاه‌ها", "/offices", "building"),
    Link("استعلام حکم", "/v", "shield-check"),
    Link("دنبال کردن", "/notifier/follow", "bell-plus"),
)

DESK: Final = (
    Link("میز کار", "/desk", "home"),
    Link("خبرها", "/n/desk", "news", frozenset({"pr_manager", "secretariat", "governor"})),
    Link("گزارش‌های ماهانه", "/reporting", "report-analytics", frozenset({"pr_manager", "secretariat", "governor"})),
    Link("حکم‌ها", "/membership/decrees", "certificate", frozenset({"pr_manager", "secretariat", "governor"})),
    Link("همکاران", "/membership/people", "user", frozenset({"secretariat", "operator"})),
    Link("تقویم و تعطیلی", "/reporting/calendar", "calendar-off", frozenset({"secretariat"})),
    Link("پیام‌های فرستاده", "/notifier/deliveries", "send", frozenset({"pr_manager", "secretariat", "operator"})),
    Link("ردپای تغییرها", "/membership/audit", "list-check", frozenset({"auditor", "operator"})),
)

ROLE_NAMES: Final = {
    "pr_manager": "مدیر روابط عمومی",
    "secretariat": "دبیرخانه شورا",
    "governor": "فرماندار",
    "auditor": "بازرس",
    "operator": "راهبر سامانه",
}


def desk_links(roles: frozenset[str]) -> tuple[Link, ...]:
    return tuple(link for link in DESK if link.is_for(roles))


def is_offered(roles: frozenset[str], href: str) -> bool:
    """Whether the desk's menu has this place for these roles; a page offers others no link to it, either."""
    return any(link.href == href for link in desk_links(roles))


def current(links: tuple[Link, ...], path: str) -> Link | None:
    """The link under which a path lies; the longest wins.

    `/` also stands for the news items, and one link for the trails of all services.
    """
    if path.startswith("/n/"):
        path = path if path.startswith(("/n/desk", "/n/audit")) else "/"
    if path.endswith("/audit"):
        path = "/membership/audit"
    under = [link for link in links if path == link.href or (link.href != "/" and path.startswith(link.href + "/"))]
    return max(under, key=lambda link: len(link.href), default=None)


def role_name(roles: frozenset[str]) -> str:
    """What a person is called beside their name: the first of their roles that has a name."""
    return next((name for role, name in ROLE_NAMES.items() if role in roles), "همکار")
