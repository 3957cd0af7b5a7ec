"""Browser and system by the names that people know, out of what a browser says of itself."""

from dataclasses import dataclass

import ua_parser


@dataclass(frozen=True, slots=True)
class Device:
    """What somebody signed in with. What cannot be told is None, as it is for most programs."""

    browser: str | None
    system: str | None


def device_of(user_agent: str) -> Device:
    """Read the `User-Agent` header. The first call takes half a second, since it loads the patterns."""
    browser, system = ua_parser.parse_user_agent(user_agent), ua_parser.parse_os(user_agent)
    return Device(browser.family if browser else None, system.family if system else None)
