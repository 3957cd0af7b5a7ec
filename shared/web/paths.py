"""Which service answers which path: the gateway's configuration is generated from this table."""

SERVICES = ("membership", "news", "reporting", "notifier")

ROOT_PATHS: dict[str, tuple[str, ...]] = {
    "news": ("/", "/offices", "/n", "/bodies", "/search", "/static", "/shell", "/theme"),
    "membership": ("/membership", "/v", "/desk", "/demo"),
    "reporting": ("/reporting",),
    "notifier": ("/notifier", "/u"),
}
"""Paths of pages, beside each service's own `/api/<service>`. `/static` holds what all pages share."""


def local_path(path: str, *, otherwise: str = "/") -> str:
    """The path, when a browser would stay on this address with it; else the other one."""
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else otherwise
