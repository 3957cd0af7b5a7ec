"""The scenes of a demonstration that takes three minutes."""

from dataclasses import dataclass

from services.membership.posts.domain import Role


@dataclass(frozen=True, slots=True)
class Scene:
    """One role: the steps that it tries, and the address where they begin. Each link is a label and an address."""

    role: Role
    title: str
    icon: str
    steps: tuple[str, ...]
    begins_at: str
    links: tuple[tuple[str, str], ...] = ()


CITIZEN: tuple[str, ...] = (
    "در جست‌وجو «روابطعمومی» را سرهم بنویسید؛ خبرها با هر املایی پیدا می‌شوند.",
    "دستگاهی را با نشانی ایمیل خود دنبال کنید و در صندوق نامه‌ها پیوند تأیید را بزنید.",
    "پس از آن هر خبر تازه آن دستگاه به همین صندوق می‌رسد.",
    "زیر خبری بگویید به کارتان آمد یا نه و چه کم بود؛ دستگاه آن را در «بازخورد خوانندگان» می‌بیند.",
)

SCENES: tuple[Scene, ...] = (
    Scene(
        "pr_manager",
        "مدیر روابط عمومی",
        "news",
        (
            "خبری بنویسید و منتشر کنید؛ شمار رسیده‌ها را ببینید که بالا می‌رود.",
            "ساعت خبر را تصحیح کنید؛ دنبال‌کنندگان یک بار آگاه می‌شوند.",
            "گزارش ماهانه را بفرستید: «به‌موقع».",
        ),
        "/n/desk",
        (("صندوق نامه‌ها", "/peers/mail/"), ("گفت‌وگوهای بله", "/peers/bale/")),
    ),
    Scene(
        "secretariat",
        "دبیرخانه شورا",
        "certificate",
        (
            "برای مدیری پیش‌نویس حکم عضویت در قرارگاه رسانه‌ای بنویسید.",
            "یک روز را تعطیل کنید؛ مهلت گزارش دستگاه‌های دیگر جابه‌جا می‌شود.",
        ),
        "/membership/decrees/new",
        (("تقویم و تعطیلی", "/reporting/calendar"),),
    ),
    Scene(
        "governor",
        "فرماندار",
        "writing",
        (
            "پیش‌نویس را امضا کنید؛ شماره بعدی دفتر همان دم داده می‌شود.",
            "کد اصالت‌سنجی پای حکم را در «استعلام حکم» بنویسید.",
        ),
        "/membership/decrees?state=draft",
        (("استعلام حکم", "/v"),),
    ),
    Scene(
        "operator",
        "راهبر سامانه",
        "send",
        (
            "در پایانه بنویسید: make stop S=notifier، سپس با نقش مدیر خبری منتشر کنید؛ انتشار منتظر نمی‌ماند.",
            "سپس make start S=notifier؛ هر پیام یک بار می‌رسد.",
        ),
        "/notifier/deliveries",
        (("صندوق نامه‌ها", "/peers/mail/"), ("گفت‌وگوهای بله", "/peers/bale/")),
    ),
)
