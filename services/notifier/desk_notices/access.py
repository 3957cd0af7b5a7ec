"""Who may do what with the notices at a desk."""

from shared.runtime.access import ITSELF, WHOEVER_SIGNED_IN, Action

_OWN = "اعلان‌های هر شخص را فقط خود او می‌بیند."

READ_DESK_NOTICES = Action("notifier.desk_notice.read", _OWN, {WHOEVER_SIGNED_IN: ITSELF}, changes=False)
MARK_DESK_NOTICES = Action("notifier.desk_notice.mark", _OWN, {WHOEVER_SIGNED_IN: ITSELF})
"""As read."""

ACTIONS = (READ_DESK_NOTICES, MARK_DESK_NOTICES)
