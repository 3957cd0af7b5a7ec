"""Who sees the guests, and who lets them in."""

from shared.runtime.access import ANY, OPERATOR, Action

READ_GUESTS = Action(
    "news.guest.read",
    "سامانه‌های همسایه را راهبر سامانه می‌بیند.",
    {OPERATOR: ANY},
    changes=False,
)
KEEP_GUESTS = Action(
    "news.guest.keep",
    "راهبر سامانه به سامانه‌های همسایه اجازه انتشار می‌دهد و آن را متوقف می‌کند.",
    {OPERATOR: ANY},
)

ACTIONS = (READ_GUESTS, KEEP_GUESTS)
