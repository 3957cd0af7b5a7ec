"""Whether the S3 in which news keeps files opens for its key, and for nobody else."""

from collections.abc import Sequence
from typing import Final

import httpx
from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, wrong
from shared.operations.stores import open_stores
from shared.store.bucket import Bucket
from shared.store.errors import Unavailable
from shared.store.files import FILES

_SERVICE: Final = "news"
_PATIENCE_SECONDS: Final = 4.0


async def check_files(county: County) -> Sequence[Finding]:
    """Ask the bucket with the key and without one; nothing to look at where files are in the database."""
    if not (bucket := county.bucket):
        return []
    from shared.store.s3_files import S3Files  # noqa: PLC0415 - seven megabytes that few counties need

    try:
        path = await S3Files(bucket, folder=_SERVICE).first()
    except Unavailable as error:
        remedy = "Is it up, with this bucket? Else correct [files] and run: ravabet setup --from county.toml"
        return [wrong(f"The files in {bucket.address} cannot be used: {error}.", remedy)]
    return [*await _open_to_strangers(bucket, path), *await _left_behind(county)]


async def _open_to_strangers(bucket: Bucket, path: str | None) -> list[Finding]:
    asked = {f"{bucket.address}?list-type=2&max-keys=1": "list"}
    if path:
        asked[f"{bucket.address}/{path}"] = "read"
    found = []
    async with httpx.AsyncClient(timeout=_PATIENCE_SECONDS) as stranger:
        for address, deed in asked.items():
            async with stranger.stream("GET", address) as answer:
                if answer.is_success:
                    found.append(deed)
    if not found:
        return []
    sentence = f"Everybody can {' and '.join(found)} the files in {bucket.address}, also those of drafts."
    return [wrong(sentence, "Make the bucket private: take public policies and access lists away.")]


async def _left_behind(county: County) -> list[Finding]:
    """Find files that were kept in the database before there was a bucket: they are not found any more."""
    url = county.mongo_urls.get(_SERVICE)
    if not url:
        return [not_looked_at("Whether files are left in the database was not looked at.", "Set NEWS_MONGO_URL.")]
    try:
        async with open_stores({_SERVICE: url}) as stores:
            number = await stores[_SERVICE].count(FILES, {})
    except PyMongoError as error:
        return [hidden_by_database("Whether files are left in the database was not looked at", error)]
    if not number:
        return []
    sentence = f"{number} files are in the database of news, which looks for them in the bucket alone."
    return [wrong(sentence, "Copy them there as news/<hash>, or take [files] out of the profile and run setup again.")]
