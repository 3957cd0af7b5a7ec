"""Who may import."""

from shared.runtime.access import ANY, SECRETARIAT, Action

IMPORT = Action("membership.import.keep", "ورود گروهی از فایل را دبیرخانه انجام می‌دهد.", {SECRETARIAT: ANY})

ACTIONS = (IMPORT,)
