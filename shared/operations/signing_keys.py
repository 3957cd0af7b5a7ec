"""`ravabet rotate-key`: adds a key to the file of signing keys. Its first key signs, the others stay trusted."""

import json
import os
from pathlib import Path
from typing import Annotated

import typer
from joserfc.jwk import KeySet, OKPKey
from rich.console import Console

from shared.web.keyring import signing_keys

_KEPT = 2

say, complain = Console(soft_wrap=True), Console(stderr=True, soft_wrap=True)

KeyFile = Annotated[
    Path, typer.Argument(envvar="MEMBERSHIP_SIGNING_KEY_FILE", help="A JWK or a JWK Set with private Ed25519 keys.")
]


def rotate_key(file: KeyFile) -> None:
    """Put a new signing key first; the key before stays trusted until the next rotation. Exit code 1 when that fails.

    Restart membership afterwards; people who are signed in stay signed in.
    """
    try:
        known = signing_keys(file.read_text("utf-8")) if file.exists() else []
        new = OKPKey.generate_key("Ed25519")
        new.ensure_kid()
        _write(file, [new, *known][:_KEPT])
    except (OSError, ValueError) as error:
        complain.print(f"The key file {file} cannot be used ({type(error).__name__}).")
        raise typer.Exit(1) from error
    say.print(
        f"{new.kid} signs from membership's next start on. Older keys that stay trusted: {len(known[: _KEPT - 1])}."
    )


def _write(file: Path, keys: list[OKPKey]) -> None:
    """Replace the file in one step, so that a starting membership reads either the old file or the new one."""
    draft = file.with_suffix(".new")
    with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as output:
        json.dump(KeySet(list(keys)).as_dict(private=True), output)
    draft.replace(file)
