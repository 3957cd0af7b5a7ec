"""Who may do what with the layouts of letters."""

from shared.runtime.access import ANY, AUDITOR, GOVERNOR, SECRETARIAT, Action

KEEP_LAYOUTS = Action("membership.layout.keep", "قالب نامه‌ها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})
READ_LAYOUTS = Action(
    "membership.layout.read",
    "قالب نامه‌ها برای دبیرخانه، فرماندار و بازرس است.",
    {SECRETARIAT: ANY, GOVERNOR: ANY, AUDITOR: ANY},
    changes=False,
)

ACTIONS = (KEEP_LAYOUTS, READ_LAYOUTS)
