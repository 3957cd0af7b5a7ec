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
    "در جست‌وجو «روابطعمومی» را سرهم وارد کنید؛ خبرها با هر املایی پیدا می‌شوند.",
    "دستگاهی را با نشانی ایمیل خود دنبال کنید و در صندوق ایمیل، پیوند تأیید را باز کنید.",
    "پس از آن هر خبر تازه آن دستگاه به همین صندوق می‌رسد.",
    "در «قطعی‌ها و هشدارها» محله‌ای را پیدا و دنبال کنید؛ قطعی، تغییر آن و وصل دوباره در یک گفت‌وگو می‌رسد.",
    "زیر یک خبر بگویید مفید بود یا نه و چه چیزی کم داشت؛ دستگاه آن را در «بازخورد خوانندگان» می‌بیند.",
)

SCENES: tuple[Scene, ...] = (
    Scene(
        "pr_manager",
        "مدیر روابط عمومی",
        "news",
        (
            "خبری بنویسید و منتشر کنید؛ تعداد پیام‌های رسیده افزایش می‌یابد.",
            "ساعت خبر را تصحیح کنید؛ به دنبال‌کنندگان یک بار اطلاع داده می‌شود.",
            "گزارش ماهانه را ارسال کنید: «به‌موقع».",
        ),
        "/n/desk",
        (("صندوق ایمیل", "/peers/mail/"), ("گفت‌وگوهای بله", "/peers/bale/")),
    ),
    Scene(
        "secretariat",
        "دبیرخانه شورا",
        "certificate",
        (
            "برای مدیری پیش‌نویس حکم عضویت در قرارگاه رسانه‌ای بنویسید.",
            "یک روز را تعطیل کنید؛ مهلت گزارش دستگاه‌های دیگر به تعویق می‌افتد.",
            "مدیر روابط عمومی یک دستگاه را جایگزین کنید؛ نام تازه همان لحظه در صفحه عمومی آن است.",
            "کارهای مانده او در «تحویل و تحول» فهرست شده است.",
            "معرفی عضوی را که در انتظار بررسی است تأیید کنید یا با دلیل بازگردانید.",
        ),
        "/membership/decrees/new",
        (
            ("تقویم و تعطیلی", "/reporting/calendar"),
            ("تحویل و تحول", "/membership/handovers"),
            ("معرفی اعضا", "/membership/nominations"),
        ),
    ),
    Scene(
        "governor",
        "فرماندار",
        "writing",
        (
            "پیش‌نویس را امضا کنید؛ شماره بعدی دفتر بی‌درنگ اختصاص می‌یابد.",
            "کد اصالت‌سنجی پایین حکم را در «استعلام حکم» وارد کنید.",
        ),
        "/membership/decrees?state=draft",
        (("استعلام حکم", "/v"),),
    ),
    Scene(
        "operator",
        "راهبر سامانه",
        "send",
        (
            "در ترمینال وارد کنید: make stop S=notifier، سپس با نقش مدیر خبری منتشر کنید؛ انتشار منتظر نمی‌ماند.",
            "سپس make start S=notifier؛ هر پیام یک بار می‌رسد.",
            "در «سمت‌های شهرستان» بازرس یا عضو هیئت داوران منصوب کنید.",
        ),
        "/notifier/deliveries",
        (("صندوق ایمیل", "/peers/mail/"), ("گفت‌وگوهای بله", "/peers/bale/")),
    ),
)
