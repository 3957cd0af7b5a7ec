"""Who may see and do what with the service of letters."""

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, ITSELF, SECRETARIAT, WHOEVER_SIGNED_IN, Action

READ_SERVICE = Action(
    "membership.service.read",
    "سابقه ابلاغ نامه‌ها را دبیرخانه، فرماندار و بازرس می‌بینند.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)
READ_OWN_SERVICE = Action(
    "membership.service.read_own",
    "شما به سابقه ابلاغ این نامه دسترسی ندارید.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY, WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
READ_OWN_LETTERS = Action(
    "membership.letters.read_own",
    "این نامه برای شما نیست.",
    {WHOEVER_SIGNED_IN: ITSELF},
    changes=False,
)
ACKNOWLEDGE = Action(
    "membership.letter.acknowledge", "رؤیت نامه را فقط گیرنده آن اعلام می‌کند.", {WHOEVER_SIGNED_IN: ITSELF}
)
ENTER_RECEIPT = Action("membership.service.enter", "ابلاغ کاغذی را فقط دبیرخانه ثبت می‌کند.", {SECRETARIAT: ANY})

ACTIONS = (READ_SERVICE, READ_OWN_SERVICE, READ_OWN_LETTERS, ACKNOWLEDGE, ENTER_RECEIPT)
