"""The table of access for the pages that are the same in every service."""

from functools import cache

from shared.runtime.access import ANY, AUDITOR, OPERATOR, Action


@cache
def read_trail(service: str) -> Action:
    """Return the action of reading a service's trail: who changed which thing, and when."""
    refusal = "ردپای تغییرها برای بازرس و راهبر سامانه است."
    return Action(f"{service}.trail.read", refusal, {AUDITOR: ANY, OPERATOR: ANY}, changes=False)


@cache
def read_trail_content(service: str) -> Action:
    """Return the action of reading the contents too, before and after: what people wrote is not for the operators."""
    return Action(f"{service}.trail_content.read", "محتوای تغییرها برای بازرس است.", {AUDITOR: ANY}, changes=False)


@cache
def read_set_aside(service: str) -> Action:
    """Return the action of seeing which events a service could not handle, and why, without what they say."""
    refusal = "رویدادهای مانده برای راهبر سامانه است."
    return Action(f"{service}.set_aside.read", refusal, {OPERATOR: ANY}, changes=False)


@cache
def decide_set_aside(service: str) -> Action:
    """Return the action of deciding about such events: to try them again, to discard them, to take that back."""
    return Action(f"{service}.set_aside.decide", "تصمیم درباره رویدادهای مانده با راهبر سامانه است.", {OPERATOR: ANY})
