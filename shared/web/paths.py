"""The table of which service answers which path; the gateway's configuration is generated from it."""

SERVICES = ("membership", "news", "reporting", "notifier")

ROOT_PATHS: dict[str, tuple[str, ...]] = {
    "news": ("/", "/offices", "/n", "/bodies", "/bulletins", "/search", "/static", "/shell", "/theme", "/api/events"),
    "membership": ("/membership", "/v", "/V", "/i", "/l", "/desk", "/demo", "/council"),
    "reporting": ("/reporting",),
    "notifier": ("/notifier", "/u"),
}
"""The paths of each service's pages, besides its `/api/<service>`.

`/static` holds the files that all pages share, and `/api/events` the contracts of all services. `/V` stands in QR
codes, where capitals need less room, and leads to `/v`. `/i` is where a guest without an account answers an invitation.
"""


def local_path(path: str, *, otherwise: str = "/") -> str:
    """Return the path if it leads to this site; otherwise the other one."""
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else otherwise
