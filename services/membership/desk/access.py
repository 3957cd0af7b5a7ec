"""Who has a desk."""

from shared.runtime.access import ANY, WHOEVER_SIGNED_IN, Action

SEE_DESK = Action("membership.desk.read", "میز کار برای همکاران است.", {WHOEVER_SIGNED_IN: ANY}, changes=False)

ACTIONS = (SEE_DESK,)
