"""`ravabet letters key`: a key that membership can use, and one after it that leaves old letters as they are."""

import stat
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import NameOID
from typer.testing import CliRunner, Result

from deploy.command import app
from deploy.letters.keys import make_letter_key
from services.membership.sealing.sealer_outside import Sealer
from shared.runtime.clock import utc_now

COUNTY = "فرمانداری شهرستان بهاردشت"


def make(out: Path, *arguments: str) -> Result:
    return CliRunner().invoke(app, ["letters", "key", "--county", COUNTY, "--out", str(out), *arguments])


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


def test_a_key_is_made_that_seals_for_so_many_years_and_that_nobody_else_reads(tmp_path: Path) -> None:
    done = make(tmp_path / "letters", "--years", "2")

    assert (done.exit_code, done.stderr) == (0, "")
    sealer = Sealer(tmp_path / "letters" / "letters.pem")
    sealer.probe(utc_now() + timedelta(days=729))
    certificate = sealer.certificates[0]
    assert certificate.subject.rfc4514_string().startswith(f"CN={COUNTY}")
    assert certificate.not_valid_after_utc.strftime("%Y-%m-%d") in done.stdout
    assert {each.name: mode_of(each) for each in (tmp_path / "letters").iterdir()} == {
        "letters.pem": 0o400,
        "letters.authority.pem": 0o400,
        "letters.trusted.pem": 0o444,
    }
    assert b"PRIVATE" not in (tmp_path / "letters" / "letters.trusted.pem").read_bytes()


def test_a_renewal_keeps_the_authority_and_what_was_trusted(tmp_path: Path) -> None:
    authority = tmp_path / "above.pem"
    make(tmp_path, "--authority", str(authority))
    before, above = Sealer(tmp_path / "letters.pem").certificates[0], authority.read_bytes()

    assert make(tmp_path, "--authority", str(authority)).exit_code == 0

    now, *known = Sealer(tmp_path / "letters.pem").certificates
    assert now != before
    assert before in known
    assert authority.read_bytes() == above
    now.verify_directly_issued_by(x509.load_pem_x509_certificate(above))


@pytest.mark.parametrize("name", ["letters.authority.pem", "letters.trusted.pem"])
def test_spoiled_files_of_before_are_one_sentence_and_stay(tmp_path: Path, name: str) -> None:
    make(tmp_path)
    (tmp_path / name).chmod(0o600)
    (tmp_path / name).write_text("spoiled")
    key = (tmp_path / "letters.pem").read_bytes()

    done = make(tmp_path)

    assert done.exit_code == 1
    assert "spoiled" in done.stderr
    assert (tmp_path / "letters.pem").read_bytes() == key


def test_a_folder_that_cannot_be_made_is_one_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    done = make(tmp_path / "file" / "letters")

    assert done.exit_code == 1
    assert "cannot be written" in done.stderr


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        (COUNTY, COUNTY),
        ("فرمانداری ویژه شهرستان بهاردشت بخش‌های آن", "فرمانداری ویژه شهرستان بهاردشت"),
        ("ف" * 200, "ف" * 32),
    ],
)
def test_names_of_counties_fit_into_a_certificate(name: str, shown: str) -> None:
    made = make_letter_key(name, lasts=timedelta(days=365), now=utc_now())

    subject = x509.load_pem_x509_certificate(made.trusted).subject
    assert subject.get_attributes_for_oid(NameOID.COMMON_NAME)[0].value == shown
