"""Which service answers which path: the gateway's configuration is generated from this table."""

SERVICES = ("membership", "news", "reporting", "notifier")

ROOT_PATHS: dict[str, tuple[str, ...]] = {
    "news": ("/", "/offices", "/n", "/bodies", "/search", "/static"),
    "membership": ("/membership", "/v", "/desk", "/demo"),
    "reporting": ("/reporting",),
    "notifier": ("/notifier", "/u"),
}
"""Paths of pages, beside each service's own `/api/<service>`. `/static` holds what all pages share."""
