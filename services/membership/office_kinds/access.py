"""Who may do what with kinds of offices."""

from shared.runtime.access import ANY, SECRETARIAT, Action

KEEP_KINDS = Action("membership.office_kind.keep", "نوع‌های دستگاه را دبیرخانه نگه می‌دارد.", {SECRETARIAT: ANY})

ACTIONS = (KEEP_KINDS,)
