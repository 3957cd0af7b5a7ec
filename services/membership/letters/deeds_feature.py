"""What manifests of letters say of the deeds with one letter, which pages and programs do by the same addresses."""

from collections.abc import Mapping


def on_both(method: str, deeds: Mapping[str, str]) -> dict[str, str]:
    """The routes of the JSON interface and of the pages for each path, with what the audit trail calls the deed."""
    return {
        f"{method} {root}/{path}": said for path, said in deeds.items() for root in ("/api/membership", "/membership")
    }
