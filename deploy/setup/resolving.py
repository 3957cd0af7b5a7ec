"""Whether the public name leads to this machine."""

import socket

from shared.web.site import Site


def doubt_about(site: Site) -> str:
    """Return a sentence when the public name leads elsewhere or nowhere; nothing when it leads here."""
    name = site.authority.rpartition(":")[0] if site.authority.rpartition(":")[2].isdigit() else site.authority
    try:
        found = {str(each[4][0]) for each in socket.getaddrinfo(name.strip("[]"), None, type=socket.SOCK_DGRAM)}
    except OSError:
        return f"The name {name} is not known here: enter it into the DNS before people are told of it."
    if any(map(_is_own, found)):
        return ""
    return (
        f"The name {name} leads to {', '.join(sorted(found))}, which is no address of this machine: "
        "all is well if a router leads it here; else change the DNS."
    )


def _is_own(address: str) -> bool:
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with socket.socket(family, socket.SOCK_DGRAM) as trial:
        try:
            trial.bind((address, 0))
        except OSError:
            return False
    return True
