"""What `ravabet doctor` says of the S3 in which files are."""

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import httpx
import pytest
from fastapi import FastAPI, Request, Response
from moto.server import ThreadedMotoServer

from deploy.doctor.county import County
from deploy.doctor.files import check_files
from deploy.local.peer.serving import LOOPBACK, serving
from shared.operations.stores import open_stores
from shared.store.bucket import Bucket
from shared.store.files import FileStore
from shared.store.s3_files import S3Files

_SIGNED = {"authorization": "AWS4-HMAC-SHA256 Credential=key/20261128/us-east-1/s3/aws4_request"}


@dataclass
class Door:
    """An S3 behind a door, since the peer itself lets every stranger list: only what is open passes without a key."""

    url: str = ""
    is_open: Callable[[Request], bool] = lambda _: False


@pytest.fixture
async def s3() -> AsyncIterator[Door]:
    """An S3 with the bucket `media`."""
    peer, door, app = ThreadedMotoServer(ip_address=LOOPBACK, port=0, verbose=False), Door(), FastAPI()
    peer.start()
    _, port = peer.get_host_and_port()
    async with httpx.AsyncClient(base_url=f"http://{LOOPBACK}:{port}") as inner:
        (await inner.put("/media")).raise_for_status()

        @app.api_route("/{path:path}", methods=["GET", "HEAD", "PUT", "POST"])
        async def come(request: Request) -> Response:
            if "authorization" not in request.headers and not door.is_open(request):
                return Response(status_code=403)
            where = f"{request.url.path}?{request.url.query}"
            passed = _SIGNED | {name: value for name, value in request.headers.items() if name != "host"}
            answer = await inner.request(request.method, where, headers=passed, content=await request.body())
            kept = {name: value for name, value in answer.headers.items() if name in {"etag", "last-modified"}}
            media_type = answer.headers.get("content-type", "application/xml")
            return Response(answer.content, answer.status_code, kept, media_type)

        async with serving(app) as own:
            door.url = f"http://{LOOPBACK}:{own}"
            yield door
    peer.stop()


def named(endpoint: str, name: str) -> Bucket:
    return Bucket(endpoint=endpoint, name=name, key_id="key", secret="an-invented-secret")


async def found_in(bucket: Bucket | None, mongo_url: str) -> list[str]:
    found = await check_files(County(bucket=bucket, mongo_urls={"news": mongo_url}))
    assert {each.level.value for each in found} <= {"wrong"}
    assert "an-invented-secret" not in str(found)
    return [each.sentence for each in found]


async def test_a_bucket_that_cannot_be_used_is_told(s3: Door, mongo_url: str) -> None:
    assert await found_in(None, mongo_url) == []
    for bucket in (named(s3.url, "missing"), named("http://127.0.0.1:1", "media")):
        (sentence,) = await found_in(bucket, mongo_url)
        assert f"The files in {bucket.address} cannot be used" in sentence


async def test_a_bucket_that_is_open_to_strangers_is_told(s3: Door, mongo_url: str) -> None:
    bucket = named(s3.url, "media")
    await S3Files(bucket, folder="news").keep(b"x", media_type="image/webp")
    assert await found_in(bucket, mongo_url) == []

    s3.is_open = lambda request: "/news/" in request.url.path
    (read,) = await found_in(bucket, mongo_url)
    s3.is_open = lambda _: True
    (both,) = await found_in(bucket, mongo_url)

    assert "Everybody can read the files" in read
    assert "Everybody can list and read the files" in both


async def test_files_that_were_left_in_the_database_are_told(s3: Door, mongo_url: str) -> None:
    async with open_stores({"news": mongo_url}) as stores:
        await FileStore(stores["news"]).keep(b"x", media_type="image/webp")

    (sentence,) = await found_in(named(s3.url, "media"), mongo_url)

    assert "1 files are in the database of news" in sentence
