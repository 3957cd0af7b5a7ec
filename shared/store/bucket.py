"""Where an S3 is; apart from `s3_files.py`, whose library takes seven megabytes of every process that imports it."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class Bucket:
    """Where the files are, and by which key this service gets at them."""

    endpoint: str
    """`https://s3.inner.example`; plain http only where the network is our own."""
    name: str
    key_id: str
    secret: str = field(repr=False)
    region: str = "us-east-1"
    """What signatures name; most that are not Amazon's do not care."""
