"""Who may do what on the pages that are the same in every service."""

from functools import cache

from shared.runtime.access import ANY, AUDITOR, OPERATOR, Action


@cache
def read_trail(service: str) -> Action:
    """See who changed what and when in a service."""
    refusal = "ردپای تغییرها برای بازرس و راهبر سامانه است."
    return Action(f"{service}.trail.read", refusal, {AUDITOR: ANY, OPERATOR: ANY}, changes=False)


@cache
def read_trail_content(service: str) -> Action:
    """See also what stood there before and after; what people write is not for those who keep the machine running."""
    return Action(f"{service}.trail_content.read", "محتوای تغییرها برای بازرس است.", {AUDITOR: ANY}, changes=False)
