"""`ravabet contracts`: what a developer of this or of another system is told, and is given."""

import json
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from typer.testing import CliRunner, Result

from shared.events import decode
from shared.events._schemas import SAMPLES
from shared.events.catalogue import BY_TYPE
from shared.operations.cli import app

SUBMITTED = "report.submitted.v1"


def contracts(*arguments: object) -> Result:
    return CliRunner().invoke(app, ["contracts", *map(str, arguments)])


@pytest.fixture
def exported(tmp_path: Path) -> Path:
    folder = tmp_path / "out" / "contracts"
    assert contracts("export", folder).exit_code == 0
    return folder


def changed(folder: Path, event_type: str, **fields: Any) -> None:
    """Change fields in a schema of an export; None removes one."""
    file = folder / "schemas" / f"{event_type}.json"
    schema = json.loads(file.read_text("utf-8"))
    for name, value in fields.items():
        if value is None:
            del schema["properties"][name]
            schema["required"] = [each for each in schema["required"] if each != name]
        else:
            schema["properties"][name] = value
    file.write_text(json.dumps(schema), "utf-8")


def test_an_export_is_all_that_somebody_needs_who_has_none_of_our_code(exported: Path) -> None:
    catalogue = json.loads((exported / "catalogue.json").read_text("utf-8"))["events"]
    envelope = jsonschema_rs.validator_for(json.loads((exported / "cloudevent.json").read_text("utf-8")))

    assert [entry["type"] for entry in catalogue] == list(BY_TYPE)
    assert yaml.safe_load((exported / "asyncapi.yaml").read_text("utf-8"))["asyncapi"].startswith("3.")
    for entry in catalogue:
        schema = json.loads((exported / "schemas" / f"{entry['type']}.json").read_text("utf-8"))
        sample = json.loads((exported / "samples" / f"{entry['type']}.json").read_text("utf-8"))
        jsonschema_rs.meta.validate(schema)
        envelope.validate(sample)
        jsonschema_rs.validator_for(schema).validate(sample["data"])
        assert entry["summary"]
        assert sample["subject"].startswith(entry["subject"].partition("{")[0])
    for file in (exported / "samples" / "before").iterdir():
        assert decode(file.read_bytes(), BY_TYPE).type in BY_TYPE
    assert len(list((exported / "samples" / "before").iterdir())) == len(list((SAMPLES / "before").iterdir()))


def test_an_export_may_be_written_again(exported: Path) -> None:
    before = {file: file.read_bytes() for file in exported.rglob("*.*") if file.is_file()}
    (exported / "samples" / f"{SUBMITTED}.json").write_text("{}")

    assert contracts("export", exported).exit_code == 0
    assert {file: file.read_bytes() for file in exported.rglob("*.*") if file.is_file()} == before


def test_this_release_fits_itself(exported: Path) -> None:
    for folder in (exported, exported / "schemas"):
        done = contracts("check", "--against", folder)

        assert (done.exit_code, done.stdout) == (0, f"All fits: {len(BY_TYPE)} types of events.\n")


def test_what_breaks_is_told_with_the_listeners_by_name(exported: Path) -> None:
    changed(exported, SUBMITTED, office_id={"type": "integer"})

    done = contracts("check", "--against", exported)

    assert done.exit_code == 1
    assert done.stdout.startswith(f"{SUBMITTED}: office_id was integer and is string: ")
    assert "what reporting of the other release sends" in done.stdout
    assert done.stdout.endswith("1 faults.\n")


def test_a_type_that_is_gone_is_told(exported: Path) -> None:
    (exported / "schemas" / "weather.changed.v1.json").write_text("{}")
    (exported / "schemas" / f"{SUBMITTED}.json").unlink()

    done = contracts("check", "--against", exported, "--json")

    assert done.exit_code == 1
    (fault,) = json.loads(done.stdout)["faults"]
    assert fault["event_type"] == "weather.changed.v1"
    assert fault["sentence"].startswith("the type is gone: whoever reads it cannot read what was sent.")


def test_a_new_type_breaks_nothing(exported: Path) -> None:
    (exported / "schemas" / f"{SUBMITTED}.json").unlink()

    assert contracts("check", "--against", exported).exit_code == 0


def test_another_repository_checks_its_own_schemas(tmp_path: Path) -> None:
    theirs = tmp_path / "theirs"
    theirs.mkdir()
    schema = {"properties": {"id": {"type": "string"}}, "required": ["id"]}
    for folder, after in (("old", schema), ("new", schema | {"required": []})):
        (theirs / folder).mkdir()
        (theirs / folder / "pump.stopped.v1.json").write_text(json.dumps(after))

    same = contracts("check", "--against", theirs / "old", "--schemas", theirs / "old")
    done = contracts("check", "--against", theirs / "old", "--schemas", theirs / "new")

    assert (same.exit_code, same.stdout) == (0, "All fits: 1 types of events.\n")
    assert done.exit_code == 1
    assert done.stdout.startswith("pump.stopped.v1: id became optional: its readers of the release before cannot read")


@pytest.mark.parametrize(
    ("needs", "said"),
    [
        ({"news.published.v1": ["article_id", "publisher.kind", "published_at", "lead?", "topics?"]}, []),
        ({"office.registered.v1": ["office.name"], "membership.granted.v1": ["office_ids[]"]}, []),
        ({"handover.opened.v1": ["handover_id"], "news.open.work.listed.v1": ["items[].href", "items[].due?"]}, []),
        ({SUBMITTED: ["totals?"]}, []),
        (
            {"news.published.v1": ["lead"]},
            ["lead may be missing or null: read it with a default, and write it as lead?"],
        ),
        ({"news.open.work.listed.v1": ["items[].due"]}, ["items[].due may be missing or null"]),
        ({"membership.granted.v1": ["valid_until"]}, ["valid_until may be missing or null"]),
        ({"news.published.v1": ["title"]}, ["title is not there"]),
        ({"news.published.v1": ["publisher.name.first"]}, ["publisher.name is not there"]),
        ({"news.published.v1": ["headline[]"]}, ["headline[] is not there"]),
        ({"news.published.v9": []}, ["there is no such type, but news.published.v1"]),
        ({"weather.changed.v1": ["x"]}, ["there is no such type"]),
    ],
)
def test_what_another_system_needs_is_there_or_is_named(
    needs: dict[str, list[str]], said: list[str], tmp_path: Path
) -> None:
    file = tmp_path / "needs.json"
    file.write_text(json.dumps({"consumer": "water", "needs": needs}))

    done = contracts("check", "--needs", file, "--json")

    faults = json.loads(done.stdout)["faults"]
    assert [fault["sentence"][: len(start)] for fault, start in zip(faults, said, strict=True)] == said
    assert done.exit_code == (1 if said else 0)


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("", "is not JSON"),
        ("[]", "is no object of JSON"),
        ('{"needs": {"a": 1}}', "needs.a: Input should be a valid list"),
        ("{}", "needs: Field required"),
        ('{"needs": {}, "more": 1}', "more: Extra inputs are not permitted"),
    ],
)
def test_a_file_that_cannot_be_used_is_no_yes_and_no_no(content: str, said: str, tmp_path: Path) -> None:
    file = tmp_path / "needs.json"
    file.write_text(content)

    done = contracts("check", "--needs", file)

    assert (done.exit_code, done.stdout) == (2, "")
    assert "Nothing was checked" in done.stderr
    assert said in done.stderr


def test_what_is_not_there_is_no_yes(tmp_path: Path) -> None:
    nothing = contracts("check")
    no_file = contracts("check", "--needs", tmp_path / "none.json")
    empty = contracts("check", "--against", tmp_path)
    no_schemas = contracts("check", "--against", tmp_path, "--schemas", tmp_path / "none")

    assert [done.exit_code for done in (nothing, no_file, empty, no_schemas)] == [2, 2, 2, 2]
    assert "say what to check" in nothing.stderr
    assert "there is no schema in" in empty.stderr


def test_where_nothing_can_be_written_a_sentence_says_so(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")

    for command in ("export", "wheel"):
        done = contracts(command, tmp_path / "file")

        assert done.exit_code == 2
        assert done.stderr.startswith("It could not be written: ")
