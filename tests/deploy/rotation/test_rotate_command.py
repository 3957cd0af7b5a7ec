"""`ravabet rotate`: its steps for what needs no server, and what it says when something is in the way."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from deploy.command import app
from deploy.rotation.parts import Part, Step, to_restart
from deploy.setup.folder import OPERATOR
from services.membership.statements.keys_outside import statement_keys_from
from services.notifier.subscriptions.domain import SubscriptionId
from services.notifier.subscriptions.links_domain import Links
from shared.web.keyring import signing_keys
from tests.deploy.rotation.conftest import County

NOWHERE = {
    "RAVABET_MONGO_URL": "mongodb://ravabet.admin:geheim@mongo.invalid/?serverSelectionTimeoutMS=100",
    "RAVABET_AMQP_URL": "amqp://127.0.0.1:1/",
    "RAVABET_AMQP_ADMIN_URL": "http://ravabet.admin:geheim@127.0.0.1:1",
}


def rotate(county: County, *words: str) -> Result:
    return CliRunner().invoke(app, ["rotate", "--folder", str(county.folder.root), *words], env=NOWHERE)


def test_a_link_is_good_at_both_replicas_at_each_step_and_after_later_rotations(written: County) -> None:
    sent: list[str] = []

    def now() -> Links:
        also = [each.encode() for each in written.secret("notifier", "notifier_link_keys_also").split(",") if each]
        return Links(written.secret("notifier", "notifier_link_key").encode(), "https://x.example", also)

    for _ in range(3):
        for words, restarted in ((["links"], "notifier"), (["--restarted"], "notifier"), (["--restarted"], "")):
            before = now()
            done = rotate(written, *words)
            assert (done.exit_code, done.stdout.strip()) == (0, restarted), done.output
            # One replica was restarted already, and the other one was not: each reads what the other one makes.
            sent += [links.token("stop", SubscriptionId("s1")) for links in (before, now())]
            for links in (before, now()):
                assert [links.read(token) for token in sent[-2:]]
            assert all(now().read(token) for token in sent)
        assert "All is done" in done.stderr
    assert len(now().also) == 3
    assert written.secret(OPERATOR, "notifier_link_key") == written.secret("notifier", "notifier_link_key")


def test_a_signing_key_is_known_before_it_signs_and_the_one_before_stays_trusted(written: County) -> None:
    def key_ids() -> list[str]:
        keys = signing_keys(written.secret("membership", "signing.json"))
        assert all(key.is_private for key in keys)
        return [str(key.kid) for key in keys]

    (first,) = key_ids()
    assert rotate(written, "signing").stdout.strip() == "membership"
    assert key_ids()[0] == first
    (new,) = set(key_ids()) - {first}
    assert rotate(written).stdout.strip() == "membership"
    assert key_ids() == [first, new]
    assert rotate(written, "--restarted").stdout.strip() == "membership"
    assert key_ids() == [new, first]
    early = rotate(written, "--restarted")

    assert (early.exit_code, early.stdout, "stays trusted until" in early.stderr) == (0, "", True)
    assert key_ids() == [new, first]
    assert written.secret(OPERATOR, "signing.json") == written.secret("membership", "signing.json")


def test_a_key_of_statements_is_published_before_it_signs_and_the_one_before_for_ever(written: County) -> None:
    def keys() -> list[tuple[str, bool]]:
        found = statement_keys_from(written.folder.secrets("membership") / "statement.json")
        return [(key.thumbprint(), key.is_private) for key in found]

    ((first, _),) = keys()
    for _ in range(2):
        assert rotate(written, "statements").stdout.strip() == "membership"
        (_, (new, _)) = keys()
        assert keys() == [(first, True), (new, False)]
    assert rotate(written, "--restarted").stdout.strip() == "membership"
    done = rotate(written, "--restarted")

    assert (done.stdout.strip(), "All is done" in done.stderr) == ("", True)
    assert keys() == [(new, True), (first, False)]


def test_one_rotation_is_finished_before_the_next_one(written: County) -> None:
    rotate(written, "links")

    other = rotate(written, "signing")

    assert (other.exit_code, other.stdout.strip()) == (0, "notifier")
    assert "The rotation of links that was begun on" in other.stderr
    assert json.loads(written.secret(OPERATOR, "rotation.json"))["parts"] == ["links"]
    assert "token" not in written.secret(OPERATOR, "rotation.json")


def test_without_servers_a_sentence_is_said_and_all_stays_as_it_was(written: County) -> None:
    before = written.contents()

    for part, said in (("mongo", "MongoDB does not answer"), ("broker", "RabbitMQ's management interface does not")):
        refused = rotate(written, part)
        assert (refused.exit_code, refused.stdout, said in refused.stderr) == (1, "", True), refused.output
        assert "geheim" not in refused.output
        written.folder.root.joinpath("rotation.json").unlink()
    after = written.contents()
    assert {name for name in before if before[name] != after[name]} == set()


def test_where_nothing_is_set_up_or_a_file_is_spoilt_it_is_said(written: County, tmp_path: Path) -> None:
    nowhere = CliRunner().invoke(app, ["rotate", "--folder", str(tmp_path / "none")], env=NOWHERE)
    assert (nowhere.exit_code, "run ravabet setup" in nowhere.stderr) == (1, True), nowhere.output
    assert rotate(written, "--restarted").exit_code == 0
    (written.folder.root / "rotation.json").write_text("no JSON")
    assert "rotation.json cannot be read" in rotate(written).stderr


def test_setup_in_the_middle_of_a_rotation_takes_nothing_back(written: County) -> None:
    rotate(written, "links")
    key, coming = (written.secret("notifier", name) for name in ("notifier_link_key", "notifier_link_keys_also"))

    written.installation.write(now=written.clock())

    assert (written.secret("notifier", "notifier_link_key"), coming in key) == (key, False)
    assert written.secret("notifier", "notifier_link_keys_also") == coming


def test_only_what_needs_it_is_restarted() -> None:
    assert to_restart(Step.PUBLISH, [Part.MONGO, Part.BROKER, Part.CERTIFICATES]) == []
    assert to_restart(Step.SWITCH, [Part.SIGNING]) == ["membership"]
    assert to_restart(Step.SWITCH, [Part.CERTIFICATES])[-1] == "gateway"
    assert to_restart(Step.WITHDRAW, [part for part in Part if part != Part.SIGNING]) == []
