"""Whether certificates end soon: those in the folder of secrets, and those that are shown to whoever connects."""

import asyncio
import ssl
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from urllib.parse import urlsplit

from cryptography import x509

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, not_looked_at, soon, wrong
from deploy.setup.certificates import end_of

_EARLY: Final = timedelta(days=30)
_CONNECTS_WITHIN: Final = 4.0
_REMEDY: Final = (
    "Make it anew while all runs: deploy/ravabet rotate certificates. "
    "One that you brought: name the new files in the profile, then deploy/ravabet setup and rotate certificates."
)
_LETTERS: Final = "letters.trusted.pem"
_REMEDY_OF_LETTERS: Final = "Make the next key: ravabet letters key, as the runbook says; until then letters wait."
_BUNDLE: Final = "trusted.pem"
"""Holds the authorities of the world, too, each with an end of its own."""


async def check_certificates(county: County) -> Sequence[Finding]:
    """Look at the files, and connect to what speaks TLS."""
    shown = await asyncio.gather(*(_shown(county, url) for url in _addresses(county)))
    return [*_kept(county), *(finding for findings in shown for finding in findings)]


def of_end(which: str, end: datetime, now: datetime, remedy: str = _REMEDY) -> list[Finding]:
    """Judge the day on which a certificate ends."""
    if end - now > _EARLY:
        return []
    if end <= now:
        return [wrong(f"{which} ended on {end:%Y-%m-%d}.", remedy)]
    return [soon(f"{which} ends on {end:%Y-%m-%d}.", remedy)]


def _kept(county: County) -> list[Finding]:
    if not county.secrets:
        return [not_looked_at("The files of certificates were not looked at.", "Set RAVABET_SECRETS_DIR.")]
    found = []
    for file in sorted(county.secrets.rglob("*.pem")):
        if file.name != _BUNDLE and b"BEGIN CERTIFICATE" in (text := file.read_bytes()):
            remedy = _REMEDY_OF_LETTERS if file.name == _LETTERS else _REMEDY
            found += of_end(f"The certificate {file}", end_of(text), county.now(), remedy)
    return found


def _addresses(county: County) -> list[str]:
    urls = {url for urls in county.replicas.values() for url in urls} | {county.public_url, county.admin_url}
    return sorted(url for url in urls if url.startswith("https://"))


async def _shown(county: County, url: str) -> list[Finding]:
    parts = urlsplit(url)
    where = f"{parts.hostname}:{parts.port or 443}"
    anything = ssl.create_default_context()
    # Whether the certificate is trusted is not the question here: one that has ended must be read, too.
    anything.check_hostname, anything.verify_mode = False, ssl.CERT_NONE
    try:
        connecting = asyncio.open_connection(parts.hostname, parts.port or 443, ssl=anything)
        _, writer = await asyncio.wait_for(connecting, _CONNECTS_WITHIN)
    except (OSError, TimeoutError) as error:
        sentence = f"The certificate of {where} was not seen ({type(error).__name__})."
        return [not_looked_at(sentence, "See whether it can be reached from here.")]
    shown = writer.get_extra_info("ssl_object").getpeercert(binary_form=True)
    writer.transport.abort()
    return of_end(
        f"The certificate of {where}", x509.load_der_x509_certificate(shown).not_valid_after_utc, county.now()
    )
