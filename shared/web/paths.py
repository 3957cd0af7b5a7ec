"""The table of which service answers which path; the gateway's configuration is generated from it."""

SERVICES = ("membership", "news", "reporting", "notifier")

ROOT_PATHS: dict[str, tuple[str, ...]] = {
    "news": (
        "/",
        "/offices",
        "/n",
        "/media",
        "/bodies",
        "/bulletins",
        "/search",
        "/feeds",
        "/sitemaps",
        "/static",
        "/shell",
        "/theme",
        "/api/events",
    ),
    "membership": ("/membership", "/v", "/V", "/i", "/l", "/desk", "/demo", "/council"),
    "reporting": ("/reporting",),
    "notifier": ("/notifier", "/u"),
}
"""The paths of each service's pages, besides its `/api/<service>`.

`/static` holds the files that all pages share, and `/api/events` the contracts of all services. `/V` stands in QR
codes, where capitals need less room, and leads to `/v`. `/i` is where a guest without an account answers an invitation.
"""


LARGE_BODIES: dict[str, int] = {"/api/news/media": 70 * 1024 * 1024, "/n/media": 70 * 1024 * 1024}
"""Bytes of a request's body at the few addresses that take large files in one piece; all others take 12 megabytes.

Such a body lies on the disk, never in memory as a whole. What is larger still comes in parts (ADR 50).
"""


def local_path(path: str, *, otherwise: str = "/") -> str:
    """Return the path if it leads to this site; otherwise the other one."""
    is_local = path.startswith("/") and not path.startswith("//") and "\\" not in path and path.isprintable()
    return path if is_local else otherwise
