"""A time-stamping authority (RFC 3161): somebody else says when a signature existed."""

import secrets
from typing import Final

import httpx
from asn1crypto import tsp

from services.membership.sealing.domain import StampMissing

_PATIENCE: Final = httpx.Timeout(10.0)
_GRANTED: Final = {"granted", "granted_with_mods"}


def stamp_of(url: str, digest: bytes) -> bytes:
    """Return the authority's token for a SHA-256, as DER. Raises StampMissing for none, and for one of another."""
    nonce = secrets.randbits(64)
    imprint = {"hash_algorithm": {"algorithm": "sha256"}, "hashed_message": digest}
    asked = tsp.TimeStampReq({"version": 1, "message_imprint": imprint, "nonce": nonce, "cert_req": True})
    try:
        answer = httpx.post(
            url, content=asked.dump(), headers={"Content-Type": "application/timestamp-query"}, timeout=_PATIENCE
        ).raise_for_status()
        said = tsp.TimeStampResp.load(answer.content)
        token = said["time_stamp_token"]
        stamped = token["content"]["encap_content_info"]["content"].parsed
        is_for_this = stamped["message_imprint"]["hashed_message"].native == digest and stamped["nonce"].native == nonce
        is_granted = said["status"]["status"].native in _GRANTED
    except (httpx.HTTPError, ValueError, TypeError, KeyError, AttributeError) as error:
        raise StampMissing from error
    if not (is_granted and is_for_this):
        raise StampMissing
    found: bytes = token.dump()
    return found
