"""Where the files of news are: in its database, or in an S3 (ADR 50)."""

from shared.store.files import Files, FileStore
from shared.store.s3_files import Bucket, S3Files
from shared.store.store import Store


def files_of(store: Store, bucket: Bucket | None) -> Files:
    """Return the file store: the bucket if there is one, and else GridFS."""
    return S3Files(bucket, folder=store.service) if bucket else FileStore(store)
