"""Who may read the register. Nobody writes in it: whoever signs or revokes a letter causes a row."""

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, SECRETARIAT, Action

READ_BOOK = Action(
    "membership.register_book.read",
    "دفتر اندیکاتور برای دبیرخانه، فرماندار و بازرس است.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)

ACTIONS = (READ_BOOK,)
