"""Who has a desk."""

from shared.runtime.access import ANY, WHOEVER_SIGNED_IN, Action

SEE_DESK_PART = Action("notifier.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)
"""What waits for the person who asks; on what exactly, the actions of the other features say."""

ACTIONS = (SEE_DESK_PART,)
