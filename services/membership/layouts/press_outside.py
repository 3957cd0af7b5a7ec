"""A press apart for what is only tried, so that no letter waits behind somebody's endless template."""

from services.membership.typesetting.press_outside import Press


class TrialPress(Press):
    """Makes samples, one at a time."""
