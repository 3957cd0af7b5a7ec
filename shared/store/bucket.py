"""Where an S3 is; apart from `s3_files.py`, whose library takes seven megabytes of every process that imports it."""

from collections.abc import Mapping
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

    @property
    def address(self) -> str:
        """Its address, which is told to operators."""
        return f"{self.endpoint.rstrip('/')}/{self.name}"


def bucket_of(settings: Mapping[str, str], service: str = "NEWS") -> Bucket | None:
    """Return the S3 that environment variables name for a service; None when it has none."""
    if not (endpoint := settings.get(f"{service}_S3_ENDPOINT")):
        return None
    return Bucket(
        endpoint=endpoint,
        name=settings.get(f"{service}_S3_BUCKET") or "ravabet",
        key_id=settings.get(f"{service}_S3_KEY_ID", ""),
        secret=settings.get(f"{service}_S3_SECRET", ""),
        region=settings.get(f"{service}_S3_REGION") or "us-east-1",
    )
