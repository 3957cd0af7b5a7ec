"""Where the files of news are: in its database, or in an S3 (ADR 50)."""

from shared.store.bucket import Bucket
from shared.store.files import Files, FileStore
from shared.store.store import Store


def files_of(store: Store, bucket: Bucket | None) -> Files:
    """Return the file store: the bucket if there is one, and else GridFS."""
    if bucket is None:
        return FileStore(store)
    from shared.store.s3_files import S3Files  # noqa: PLC0415 - seven megabytes that few counties need

    return S3Files(bucket, folder=store.service)
