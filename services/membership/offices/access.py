"""Who may do what with the directory of offices."""

from shared.runtime.access import ANY, SECRETARIAT, Action

KEEP_OFFICES = Action("membership.office.keep", "فهرست دستگاه‌ها را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

ACTIONS = (KEEP_OFFICES,)
