"""`ravabet rotate-key`: a new key signs, the last one stays trusted."""

import json
from pathlib import Path

from typer.testing import CliRunner, Result

from shared.operations.cli import app
from shared.web.keyring import signing_keys


def rotate(file: Path) -> Result:
    return CliRunner().invoke(app, ["rotate-key", str(file)])


def test_the_last_two_keys_are_kept_and_open_to_nobody_else(tmp_path: Path) -> None:
    file = tmp_path / "signing.json"

    assert [rotate(file).exit_code for _ in range(3)] == [0, 0, 0]

    kept = signing_keys(file.read_text("utf-8"))
    assert len({key.kid for key in kept}) == 2
    assert (file.stat().st_mode & 0o777, all(key.is_private for key in kept)) == (0o600, True)
    assert rotate(file).exit_code == 0
    assert signing_keys(file.read_text("utf-8"))[1].kid == kept[0].kid


def test_a_file_with_one_key_as_before_is_rotated_too(tmp_path: Path) -> None:
    file = tmp_path / "signing.json"
    rotate(file)
    (first,) = json.loads(file.read_text("utf-8"))["keys"]
    file.write_text(json.dumps(first), "utf-8")

    rotate(file)

    assert signing_keys(file.read_text("utf-8"))[1].kid == first["kid"]


def test_a_file_of_something_else_is_left_alone(tmp_path: Path) -> None:
    for text in ("not json", "[]", '{"keys": []}', '{"kty": "none"}'):
        file = tmp_path / "signing.json"
        file.write_text(text, "utf-8")

        refused = rotate(file)

        assert (refused.exit_code, "cannot be used" in refused.stderr) == (1, True)
        assert file.read_text("utf-8") == text
