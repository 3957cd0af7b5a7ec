"""`ravabet setup`: what it writes, who may read it, and what it says of bad input. No server is needed."""

import json
import stat
import subprocess
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import yaml
from cryptography import x509
from typer.testing import CliRunner, Result

from deploy.command import app
from deploy.local import programs
from deploy.local.home import PROJECT
from deploy.setup.certificates import Authority, end_of, names_of
from deploy.setup.folder import Folder
from deploy.setup.layout import ComposeLayout
from deploy.setup.passwords import passwords_of
from deploy.setup.profile import Profile
from deploy.setup.resolving import doubt_about
from deploy.setup.trouble import CannotSetUp
from deploy.setup.writing import Installation
from shared.runtime.county import read_county
from shared.web.paths import SERVICES
from shared.web.site import Site
from tests.county_profile import OFFICIALS
from tests.pictures import a_png

NOON = datetime(2026, 11, 28, 8, 30, tzinfo=UTC)
COUNTY = (
    """
[county]
name = "بهاردشت"
public_address = "https://ravabet.bahardasht.example"

[mail]
server = "smtps://ravabet:geheim@mail.bahardasht.example"
sender = "ravabet@bahardasht.example"
"""
    + OFFICIALS
)


def set_up(place: Path, county: str = COUNTY) -> Result:
    (place / "county.toml").write_text(county, encoding="utf-8")
    words = ["--from", str(place / "county.toml"), "--folder", str(place / "etc"), "--data", str(place / "data")]
    return CliRunner().invoke(app, ["setup", *words])


def contents(folder: Path) -> dict[str, bytes]:
    return {str(file.relative_to(folder)): file.read_bytes() for file in folder.rglob("*") if file.is_file()}


def test_each_party_finds_its_own_secrets_and_nobody_elses(tmp_path: Path) -> None:
    done = set_up(tmp_path)
    assert done.exit_code == 0, done.output

    folder = Folder(tmp_path / "etc")
    passwords = passwords_of(folder, now=NOON)
    for service in SERVICES:
        files = {file.name for file in folder.secrets(service).iterdir()}
        assert {f"{service}_mongo_url", f"{service}_amqp_url", "certificate.pem", "key.pem", "ca.pem"} <= files
        texts = b"".join(file.read_bytes() for file in folder.secrets(service).iterdir()).decode()
        others = {name: word for name, word in passwords.items() if not name.endswith(f".{service}")}
        if service == "notifier":
            del others["notifier.links"]
        assert not [name for name, word in others.items() if word in texts]
    assert (folder.secrets("membership") / "signing.json").exists()
    assert json.loads((folder.secrets("membership") / "statement.json").read_text())["crv"] == "P-256"
    assert "d" not in json.loads((folder.secrets("membership") / "contact.public.json").read_text())
    assert "d" in json.loads((folder.secrets("notifier") / "contact.json").read_text())
    assert "geheim" not in folder.settings.read_text()
    assert "DEMO" not in folder.settings.read_text(), "an installed county has nothing of the demo"


def test_only_its_owner_can_read_a_secret(tmp_path: Path) -> None:
    set_up(tmp_path)

    folder = Folder(tmp_path / "etc")
    assert list(folder.loose_files()) == []
    assert stat.S_IMODE((folder.certificates / "ca.key").stat().st_mode) == 0o400
    loose = folder.secrets("news") / "news_mongo_url"
    loose.chmod(0o644)
    assert list(folder.loose_files()) == [loose]


def test_again_it_keeps_keys_and_passwords_and_follows_the_profile(tmp_path: Path) -> None:
    set_up(tmp_path)
    before = contents(tmp_path / "etc")
    with (tmp_path / "etc" / "compose.env").open("a") as settings:
        settings.write("RAVABET_HTTPS_PORT=8443\nNEWS_VERSION=0.9.0\n")

    assert set_up(tmp_path, COUNTY.replace("بهاردشت", "کویردشت")).exit_code == 0

    after = contents(tmp_path / "etc")
    changed = {name for name in before if before[name] != after[name]}
    profile = "secrets/operator/profile.json"
    assert {name for name in changed if not name.startswith("gateway/pages/")} == {
        "settings.env",
        "compose.env",
        profile,
    }
    assert "NEWS_COUNTY=کویردشت" in after["settings.env"].decode()
    assert "NEWS_VERSION=0.9.0" in after["compose.env"].decode()
    assert "RAVABET_HTTPS_PORT=8443" in after["compose.env"].decode()


def test_what_the_county_says_of_itself_reaches_every_service(tmp_path: Path) -> None:
    (tmp_path / "emblem.png").write_bytes(a_png())
    more = """
province = "تهران"
seat = "بهارشهر"
address = "میدان آزادی"
phone = "۰۲۱-۷۶۲۸۰۰۰۱"
portal_title = "پایگاه خبری بهاردشت"
emblem = "emblem.png"
"""
    done = set_up(tmp_path, COUNTY.replace("[mail]", more + "[mail]"))
    assert done.exit_code == 0, done.output

    folder = Folder(tmp_path / "etc")
    for party in (*SERVICES, "operator"):
        county = read_county("بهاردشت", folder.secrets(party) / "county.json")
        assert (county.seat, county.phone, county.portal_title) == ("بهارشهر", "۰۲۱-۷۶۲۸۰۰۰۱", "پایگاه خبری بهاردشت")
        assert county.emblem
        assert county.emblem.body == a_png()
    assert "RAVABET_COUNTY_FILE=/run/secrets/county.json" in folder.settings.read_text()
    assert (folder.gateway / "pages" / "static" / "emblem.png").read_bytes() == a_png()
    assert "پایگاه خبری بهاردشت" in (folder.gateway / "pages" / "503.html").read_text()


@pytest.mark.parametrize(
    ("wrong", "right", "said"),
    [
        ("https://ravabet.bahardasht.example", "http://ravabet.bahardasht.example", "it begins with https://"),
        ("https://ravabet.bahardasht.example", "ravabet.bahardasht.example", "county.public_address is wrong"),
        ("https://ravabet.bahardasht.example", "https://ravabet.example/portal", "with nothing after it"),
        ('name = "بهاردشت"', "", "county.name is missing."),
        ("sender =", "sendr =", "mail.sendr is not known: is it misspelt?"),
        ("smtps://", "imap://", "mail.server is wrong"),
        ("[mail]", "[mail", "is not in the form of TOML"),
        ("[mail]", 'emblem = "none.png"\n[mail]', "none.png cannot be read (No such file or directory)."),
        ("[mail]", 'emblem = "county.toml"\n[mail]', "county.toml is no picture of the kinds PNG and SVG."),
        ("[mail]", 'phone = "call us"\n[mail]', "county.phone is wrong"),
        ("[mail]", 'address = "a\\nb"\n[mail]', "county.address is wrong: write it in one line"),
        ('"rahbar"', '"dabir"', "have the same username"),
    ],
)
def test_a_wrong_profile_is_told_and_nothing_is_written(tmp_path: Path, wrong: str, right: str, said: str) -> None:
    done = set_up(tmp_path, COUNTY.replace(wrong, right))

    assert (done.exit_code, said in done.output) == (1, True), done.output
    assert not (tmp_path / "etc").exists()


def test_options_that_are_not_given_again_stay(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(COUNTY, encoding="utf-8")
    words = ["setup", "--from", str(tmp_path / "county.toml"), "--folder", str(tmp_path / "etc")]
    moved = ["--data", str(tmp_path / "data"), "--subnet", "10.77.1", "--release", "0.9.0"]
    assert CliRunner().invoke(app, [*words, *moved]).exit_code == 0
    before = contents(tmp_path / "etc")

    assert CliRunner().invoke(app, words).exit_code == 0

    after = contents(tmp_path / "etc")
    assert {name for name in before if before[name] != after[name]} - {"secrets/operator/profile.json"} <= {
        name for name in before if name.startswith("gateway/pages/")
    }
    assert "RAVABET_SUBNET=10.77.1" in after["compose.env"].decode()
    assert f"RAVABET_DATA={tmp_path / 'data'}" in after["compose.env"].decode()


def test_a_name_that_leads_elsewhere_is_doubted() -> None:
    assert doubt_about(Site.at("https://127.0.0.1:8443")) == ""
    assert doubt_about(Site.at("https://[::1]")) == ""
    assert "192.0.2.7, which is no address of this machine" in doubt_about(Site.at("https://192.0.2.7"))
    assert "ravabet.invalid is not known here" in doubt_about(Site.at("https://ravabet.invalid"))


def test_a_profile_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["setup", "--from", str(tmp_path / "none.toml"), "--folder", str(tmp_path / "etc")])

    assert (done.exit_code, "none.toml cannot be read (No such file or directory)." in done.output) == (1, True)


def test_certificates_are_good_for_each_name_and_renewed_in_time(tmp_path: Path) -> None:
    set_up(tmp_path)
    folder = Folder(tmp_path / "etc")
    installation = Installation(
        Folder(tmp_path / "etc", tmp_path / "data"), Profile.read(tmp_path / "county.toml"), ComposeLayout(), "0.1.0"
    )
    certificate = folder.secrets("news") / "certificate.pem"
    first = certificate.read_bytes()
    assert names_of(first) == {"news", "news-a", "news-b", "localhost", "127.0.0.1"}
    assert names_of((folder.secrets("gateway") / "certificate.pem").read_bytes()) >= {"ravabet.bahardasht.example"}

    installation.write(now=end_of(first) - timedelta(days=61))
    assert certificate.read_bytes() == first
    installation.write(now=end_of(first) - timedelta(days=59))
    renewed = certificate.read_bytes()
    assert end_of(renewed) > end_of(first)
    authority = x509.load_pem_x509_certificate((folder.certificates / "ca.pem").read_bytes())
    x509.load_pem_x509_certificate(renewed).verify_directly_issued_by(authority)


def test_a_county_may_bring_its_own_authority(tmp_path: Path) -> None:
    other = Folder(tmp_path / "other", tmp_path / "data")
    other.make([])
    own = Authority.of(other, now=NOON)
    folder = Folder(tmp_path / "etc", tmp_path / "data")
    folder.make([])
    for name in ("ca.pem", "ca.key"):
        (folder.certificates / name).write_bytes((other.certificates / name).read_bytes())

    set_up(tmp_path)

    assert (folder.secrets("news") / "ca.pem").read_bytes() == own.pem
    for name in ("ca.pem", "ca.key"):
        (folder.certificates / name).unlink()
    set_up(tmp_path)
    later = x509.load_pem_x509_certificate((folder.certificates / "ca.pem").read_bytes())
    x509.load_pem_x509_certificate((folder.secrets("news") / "certificate.pem").read_bytes()).verify_directly_issued_by(
        later
    )
    (folder.certificates / "ca.pem").write_text("no certificate")
    with pytest.raises(CannotSetUp, match="are no certificate with its key in PEM"):
        Authority.of(folder, now=NOON)


def test_the_gateways_configuration_is_one_for_nginx(tmp_path: Path) -> None:
    set_up(tmp_path)
    etc = tmp_path / "etc"
    config = (etc / "gateway" / "nginx.conf").read_text()
    here = config.replace(" /tmp/", f" {tmp_path}/")
    moved = here.replace("/etc/ravabet/gateway", str(etc / "gateway"))
    (tmp_path / "nginx.conf").write_text(moved.replace("/run/secrets", str(etc / "secrets" / "gateway")))
    nginx = programs.program("nginx", package="nginx", instead="")

    checked = subprocess.run(  # noqa: S603 - words of our own
        [nginx, "-t", "-e", "stderr", "-c", str(tmp_path / "nginx.conf")], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stderr
    assert "listen 8443 ssl http2;" in config
    assert "server 172.28.91.20:8080 max_fails=1 fail_timeout=5s; server 172.28.91.21:8080" in config


def test_the_gate_for_guests_is_shut_until_the_profile_opens_it(tmp_path: Path) -> None:
    set_up(tmp_path)
    folder = Folder(tmp_path / "etc")
    assert "COMPOSE_PROFILES=\n" in folder.compose.read_text()
    assert not folder.secrets("guests").exists()
    assert "RAVABET_GUESTS_URL=\n" in folder.settings.read_text()

    opened = '\n[guests]\nlisten = true\nport = 5999\nnames = ["bus.bahardasht.example"]\n'
    assert set_up(tmp_path, COUNTY + opened).exit_code == 0

    assert "RAVABET_GUESTS_URL=amqps://bus.bahardasht.example:5999\n" in folder.settings.read_text()
    assert "COMPOSE_PROFILES=guests\nRAVABET_GUESTS_PORT=5999\n" in folder.compose.read_text()
    assert names_of((folder.secrets("guests") / "certificate.pem").read_bytes()) == {"bus.bahardasht.example"}
    assert {file.name for file in folder.secrets("guests").iterdir()} == {"ca.pem", "certificate.pem", "key.pem"}
    set_up(tmp_path)
    assert "COMPOSE_PROFILES=\n" in folder.compose.read_text()
    assert "guests.port is wrong" in set_up(tmp_path, COUNTY + "\n[guests]\nport = 0\n").output


def test_an_s3_for_files_is_named_in_the_settings_and_its_secret_lies_with_news_alone(tmp_path: Path) -> None:
    set_up(tmp_path)
    folder = Folder(tmp_path / "etc")
    assert "NEWS_S3" not in folder.settings.read_text()
    assert (folder.secrets("news") / "news_s3_secret").read_text() == ""

    chosen = '\n[files]\nendpoint = "https://s3.inner.example"\nkey_id = "ravabet"\nsecret = "geheim-s3"\n'
    done = set_up(tmp_path, COUNTY + chosen)

    assert done.exit_code == 0, done.output
    settings = folder.settings.read_text()
    assert "NEWS_S3_ENDPOINT=https://s3.inner.example\nNEWS_S3_BUCKET=ravabet\n" in settings
    assert "geheim-s3" not in settings + done.output
    holders = {file.parent.name for file in folder.root.rglob("news_s3_secret") if file.read_text() == "geheim-s3"}
    assert holders == {"news", "operator"}
    refused = set_up(tmp_path, COUNTY + chosen.replace("https://", "s3://").replace('secret = "geheim-s3"', ""))
    assert "files.endpoint is wrong" in refused.output
    assert "files.secret is missing" in refused.output


def test_only_gateway_and_gate_let_a_port_out_of_their_containers() -> None:
    services = yaml.safe_load((PROJECT / "deploy" / "compose.yaml").read_text(encoding="utf-8"))["services"]

    assert {name for name, service in services.items() if "ports" in service} == {"gateway", "guests"}
    assert services["guests"]["profiles"] == ["guests"]


def test_without_containers_there_is_no_gate_and_nothing_is_written(tmp_path: Path) -> None:
    (tmp_path / "county.toml").write_text(COUNTY + "\n[guests]\nlisten = true\n", encoding="utf-8")
    words = ["--from", str(tmp_path / "county.toml"), "--folder", str(tmp_path / "etc"), "--without-containers"]

    refused = CliRunner().invoke(app, ["setup", *words, "--data", str(tmp_path / "data")])

    assert (refused.exit_code, "guests.listen needs the gate" in refused.output) == (1, True), refused.output
    assert not (tmp_path / "etc").exists()
