"""Which addresses are the same mailbox."""

from typing import Final

from services.notifier.channels.domain import ChannelName

_DOTS_MEAN_NOTHING: Final = frozenset({"gmail.com", "googlemail.com"})


def mailbox(channel: ChannelName, address: str) -> str:
    """Return one name for all addresses that end in the same mailbox.

    Mail to `sara+news@example.ir` lies in the mailbox of `sara@example.ir`; Gmail reads no dots before the «@» and has
    two domains. The name is for comparing and counting: nothing is sent to it.
    """
    if channel != "email":
        return address
    name, _, domain = address.lower().rpartition("@")
    name = name.partition("+")[0] or name
    if domain in _DOTS_MEAN_NOTHING:
        name, domain = name.replace(".", ""), "gmail.com"
    return f"{name}@{domain}"
