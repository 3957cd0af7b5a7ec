"""A time-stamping authority beside the seal: openssl answers as one, over HTTP."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from threading import Thread
from typing import Final

import pytest
from typing_extensions import override

from deploy.letters.keys import KEY_FILE
from services.membership.sealing.domain import Seal, StampMissing, Verdict
from services.membership.sealing.sealer_outside import Sealer
from tests.membership.letter_pages import AT
from tests.membership.test_press import run
from tests.membership.test_sealer import COUNTY, a_letter, made_key, pdfsig

_CONFIG: Final = """
[tsa]
serial = {folder}/serial
signer_cert = {folder}/tsa.pem
signer_key = {folder}/tsa.key
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_alg = sha256
[req]
distinguished_name = name
x509_extensions = extensions
prompt = no
[name]
CN = Time
[extensions]
extendedKeyUsage = critical,timeStamping
"""


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return a_letter()


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of an authority."""
    folder = tmp_path_factory.mktemp("tsa")
    (folder / "conf").write_text(_CONFIG.format(folder=folder))
    (folder / "serial").write_text("01")
    made = ("-newkey", "rsa:2048", "-nodes", "-keyout", folder / "tsa.key", "-out", folder / "tsa.pem")
    run("openssl", "req", "-x509", "-config", folder / "conf", *made)
    return folder


@contextmanager
def answering(folder: Path, spoil: bytes | None = None) -> Iterator[str]:
    """Let the authority answer over HTTP; or answer with these bytes, whatever is asked."""

    class Answers(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = folder / "asked"
            asked.write_bytes(self.rfile.read(int(self.headers["Content-Length"])))
            content = _reply(folder, asked) if spoil is None else spoil
            self.send_response(200)
            self.end_headers()
            self.wfile.write(content)

        @override
        def log_message(self, format: str, *args: object) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Answers)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    thread.join()
    server.server_close()


def _reply(folder: Path, asked: Path) -> bytes:
    command: list[str | Path] = ["openssl", "ts", "-reply", "-config", folder / "conf", "-section", "tsa"]
    return subprocess.run([*command, "-queryfile", asked], capture_output=True, check=True).stdout  # noqa: S603


async def test_a_seal_bears_the_time_of_the_authority_and_is_ours(authority: Path, pdf: bytes, tmp_path: Path) -> None:
    key = made_key(tmp_path / "key")
    with answering(authority) as url:
        sealed = await Sealer(key, authority_url=url).seal(pdf, at=AT, name=COUNTY, reason="-")

    assert "Signature is Valid." in pdfsig(sealed, tmp_path)
    assert Sealer(key).inspect(sealed) == Seal(Verdict.INTACT_OURS, COUNTY, AT)
    digits = sealed[sealed.rindex(b"/Contents <") + 11 :]
    (tmp_path / "signature").write_bytes(bytes.fromhex(digits[: digits.index(b">")].decode()))
    assert "id-smime-aa-timeStampToken" in run(
        "openssl", "cms", "-cmsout", "-print", "-inform", "DER", "-in", tmp_path / "signature"
    )


@pytest.mark.parametrize("spoil", [b"", b"no answer", b"\x30\x03\x02\x01\x02"])
async def test_without_a_stamp_nothing_is_sealed(authority: Path, pdf: bytes, tmp_path: Path, spoil: bytes) -> None:
    with answering(authority, spoil) as url, pytest.raises(StampMissing):
        await Sealer(made_key(tmp_path), authority_url=url).seal(pdf, at=AT, name=COUNTY, reason="-")


async def test_an_authority_that_is_away_is_told(pdf: bytes, tmp_path: Path) -> None:
    sealer = Sealer(made_key(tmp_path), authority_url="http://127.0.0.1:9/")

    with pytest.raises(StampMissing):
        await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")
    assert (tmp_path / KEY_FILE).exists()


async def test_the_stamp_of_another_signature_is_refused(authority: Path, pdf: bytes, tmp_path: Path) -> None:
    """An authority, or somebody on the way, who answers with what was asked before."""
    with answering(authority) as url:
        await Sealer(made_key(tmp_path), authority_url=url).seal(pdf, at=AT, name=COUNTY, reason="-")
    reply = ("-reply", "-config", authority / "conf", "-section", "tsa", "-queryfile", authority / "asked")
    run("openssl", "ts", *reply, "-out", tmp_path / "before")

    with answering(authority, (tmp_path / "before").read_bytes()) as url, pytest.raises(StampMissing):
        await Sealer(tmp_path / KEY_FILE, authority_url=url).seal(pdf, at=AT, name=COUNTY, reason="-")
