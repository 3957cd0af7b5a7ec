"""The real clock."""

from datetime import UTC, datetime

_MILLISECOND = 1_000


def utc_now() -> datetime:
    """This instant in UTC, cut to the milliseconds that MongoDB keeps."""
    now = datetime.now(UTC)  # noqa: TID251 - the only place that reads the clock; all other code is given one
    return now.replace(microsecond=now.microsecond // _MILLISECOND * _MILLISECOND)
