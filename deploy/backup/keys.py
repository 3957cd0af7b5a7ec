"""Keys of backups: a public one encrypts and may stand anywhere; the identity decrypts and is kept elsewhere."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path

from pyrage import DecryptError, IdentityError, RecipientError, passphrase, x25519

from deploy.backup.trouble import Trouble

_LOCKED = b"age-encryption.org/v1"
_SECRET = "AGE-SECRET-KEY-"  # noqa: S105 - how the line with the key begins


def make_identity(file: Path, *, locked_by: str | None = None) -> str:
    """Write a new identity into a file that only its owner can read, and return its public key.

    With a passphrase the file is encrypted by it, as `age -p` does. An existing file is never replaced.
    """
    identity = x25519.Identity.generate()
    public = str(identity.to_public())
    content = f"# public key: {public}\n{identity}\n".encode()
    if locked_by:
        content = passphrase.encrypt(content, locked_by)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as output:
        output.write(content)
    return public


def recipients_of(named: Sequence[str]) -> list[x25519.Recipient]:
    """Return the public keys that are named, each by itself or by a file with one in each line.

    Raises Trouble when there is none, or one cannot be read.
    """
    keys = [key for each in named for key in ([each] if each.startswith("age1") else _lines(Path(each)))]
    if not keys:
        raise Trouble("Name a public key with --recipient: only whoever has its identity can read the backup")
    return [_recipient(key) for key in keys]


def identities_of(file: Path, ask: Callable[[str], str]) -> list[x25519.Identity]:
    """Return the identities in a file. For a file that is locked, `ask` is called for the passphrase.

    Raises Trouble when the file is no identity or the passphrase is wrong.
    """
    try:
        content = file.read_bytes()
    except OSError as error:
        raise Trouble(f"The identity {file} cannot be read ({error.strerror})") from error
    if content.startswith(_LOCKED):
        try:
            content = passphrase.decrypt(content, ask(f"Passphrase of {file}"))
        except DecryptError as error:
            raise Trouble(f"The passphrase does not open {file}") from error
    lines = [line.strip() for line in content.decode(errors="replace").splitlines()]
    try:
        found = [x25519.Identity.from_str(line) for line in lines if line.startswith(_SECRET)]
    except IdentityError as error:
        raise Trouble(f"The identity in {file} is damaged") from error
    if not found:
        raise Trouble(f"There is no identity in {file}: its line begins with {_SECRET}")
    return found


def _lines(file: Path) -> list[str]:
    try:
        lines = [line.strip() for line in file.read_text("utf-8").splitlines()]
    except (OSError, UnicodeDecodeError) as error:
        raise Trouble(f"{file} is neither a public key (age1…) nor a file with such keys") from error
    return [line for line in lines if line and not line.startswith("#")]


def _recipient(key: str) -> x25519.Recipient:
    try:
        return x25519.Recipient.from_str(key)
    except RecipientError as error:
        # The key is not repeated: somebody may have named a file with an identity.
        raise Trouble("One of the recipients is no public key: it begins with age1 and is copied as a whole") from error
