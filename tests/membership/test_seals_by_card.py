"""A key that never leaves its card: SoftHSM speaks PKCS #11 as a card does."""

import os
from collections.abc import AsyncIterator, Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any, Final

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from pkcs11.exceptions import DeviceRemoved

from deploy.letters.keys import make_letter_key
from services.membership.sealing.domain import KeyMissing, Seal, Verdict
from services.membership.sealing.keys_outside import Card
from services.membership.sealing.sealer_outside import Sealer
from tests.membership.letter_pages import AT
from tests.membership.test_press import run
from tests.membership.test_sealer import COUNTY, a_letter, pdfsig

PIN: Final = "1405"
_MODULES: Final = (
    Path("/usr/lib/softhsm/libsofthsm2.so"),
    Path("/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so"),
    Path("/usr/lib64/pkcs11/libsofthsm2.so"),
)


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return a_letter()


@pytest.fixture(scope="module")
def card(tmp_path_factory: pytest.TempPathFactory) -> Card:
    """A card with a key and its certificate, as an office gets it."""
    module = next((each for each in _MODULES if each.exists()), None)
    if module is None:
        pytest.fail("SoftHSM is missing: deploy/local/prepare browser installs it")
    folder = tmp_path_factory.mktemp("card")
    (folder / "tokens").mkdir()
    (folder / "softhsm2.conf").write_text(f"directories.tokendir = {folder}/tokens\nlog.level = ERROR\n")
    os.environ["SOFTHSM2_CONF"] = str(folder / "softhsm2.conf")  # the library reads it once, when it is loaded
    made = make_letter_key(COUNTY, lasts=timedelta(days=365), now=AT)
    (folder / "key.pem").write_bytes(made.key)
    run("softhsm2-util", "--init-token", "--free", "--label", "governor", "--pin", PIN, "--so-pin", PIN)
    imported = ("--import", folder / "key.pem", "--label", "sign", "--id", "01")
    run("softhsm2-util", *imported, "--token", "governor", "--pin", PIN)
    _put_certificate(module, x509.load_pem_x509_certificate(made.trusted))
    return Card(module, "governor", "sign", PIN)


def _put_certificate(module: Path, certificate: x509.Certificate) -> None:
    import pkcs11  # noqa: PLC0415 - reads SOFTHSM2_CONF
    from pkcs11.util.x509 import decode_x509_certificate  # noqa: PLC0415

    described = decode_x509_certificate(certificate.public_bytes(Encoding.DER))
    token = pkcs11.lib(str(module)).get_token(token_label="governor")
    with token.open(rw=True, user_pin=PIN) as session:
        session.create_object(described | {pkcs11.Attribute.LABEL: "sign", pkcs11.Attribute.TOKEN: True})


@pytest.fixture
async def using() -> AsyncIterator[Callable[[Card], Sealer]]:
    """Give what makes a sealer with a card. Each lets go of it: a process is signed in to a card as a whole."""
    made: list[Sealer] = []

    def use(card: Card) -> Sealer:
        made.append(Sealer(card=card))
        return made[-1]

    yield use
    for each in made:
        await each.close()


class Drawn:
    """A session with a card that is not there any more."""

    def get_key(self, **_: object) -> None:
        raise DeviceRemoved

    def close(self) -> None:
        raise DeviceRemoved


async def test_a_letter_is_sealed_by_a_key_that_nobody_can_read(
    card: Card, using: Callable[[Card], Sealer], pdf: bytes, tmp_path: Path
) -> None:
    sealer = using(card)
    sealer.probe(AT)

    sealed = await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")
    again = await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")

    assert "Signature is Valid." in pdfsig(sealed, tmp_path)
    assert sealer.inspect(sealed) == Seal(Verdict.INTACT_OURS, COUNTY, AT)
    assert sealer.inspect(again).is_ours


async def test_a_card_that_was_drawn_and_put_back_seals_again(
    card: Card, using: Callable[[Card], Sealer], pdf: bytes
) -> None:
    sealer = using(card)
    sealer.probe(AT)
    assert sealer._reader is not None
    sealer._reader.close()
    sealer._reader._session = Drawn()

    assert sealer.inspect(await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")).is_ours


@pytest.mark.parametrize("change", [{"pin": "0000"}, {"token": "nobody"}, {"key": "other"}, {"module": Path("/none")}])
async def test_a_card_that_does_not_open_is_a_missing_key(
    card: Card, using: Callable[[Card], Sealer], pdf: bytes, change: dict[str, Any]
) -> None:
    sealer = using(replace(card, **change))

    with pytest.raises(KeyMissing):
        sealer.probe(AT)
    with pytest.raises(KeyMissing):
        await sealer.seal(pdf, at=AT, name=COUNTY, reason="-")


def test_a_wrong_pin_is_tried_once_since_cards_lock_themselves(card: Card, using: Callable[[Card], Sealer]) -> None:
    sealer = using(replace(card, pin="0000"))
    with pytest.raises(KeyMissing):
        sealer.probe(AT)
    assert sealer._reader is not None
    sealer._reader._card = card  # as though the right one came, which a restart would bring

    with pytest.raises(KeyMissing):
        sealer.probe(AT)


def test_its_pin_stands_in_no_log(card: Card) -> None:
    assert PIN not in repr(card)
