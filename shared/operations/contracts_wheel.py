"""The contracts alone as a wheel, `ravabet_contracts`: for other systems in Python, which then need Pydantic alone.

A wheel is an archive with three files about itself (PEP 427), so no tool is needed to make one. The same release makes
the same bytes.
"""

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterator, Mapping
from importlib import resources
from pathlib import Path
from typing import Final

from shared.events._asyncapi import asyncapi

_PACKAGE: Final = "ravabet_contracts"
_SOURCE: Final = "shared.events"
_STAYS_HERE: Final = frozenset({"__main__.py", "_asyncapi.py", "_asyncapi_guests.py", "_documents.py", "exporting.py"})
"""What writes our documents; it needs more than Pydantic."""

_DAY: Final = (1980, 1, 1, 0, 0, 0)
_DESCRIPTION: Final = """\
# ravabet_contracts

The events of Ravabet, the public relations platform of a county, as Pydantic classes; with their JSON Schemas
(`snapshots`), samples and `asyncapi.yaml`. To read an event:

```python
from ravabet_contracts import FutureVersion, Malformed, UnknownType, decode
from ravabet_contracts.catalogue import BY_TYPE
from ravabet_contracts.news import NewsPublished

envelope = decode(body, BY_TYPE)  # raises Malformed, UnknownType or FutureVersion
if isinstance(envelope.data, NewsPublished) and not envelope.replay:
    print(envelope.id, envelope.data.headline)
```

Handle each `envelope.id` once, and the events of one `envelope.subject` in their order (`envelope.seq`). What a later
release adds is ignored. `ravabet_contracts.personal.shown` masks what is about private people before an event is logged
or shown.
"""


def write_wheel(folder: Path, version: str) -> Path:
    """Write the wheel of a version into a folder, and return its path."""
    folder.mkdir(parents=True, exist_ok=True)
    file = folder / f"{_PACKAGE}-{version}-py3-none-any.whl"
    file.write_bytes(_archive(_with_record(_files(version), f"{_PACKAGE}-{version}.dist-info/RECORD")))
    return file


def _files(version: str) -> dict[str, bytes]:
    about = f"{_PACKAGE}-{version}.dist-info"
    return {
        **{f"{_PACKAGE}/{path}": content for path, content in _contracts()},
        f"{_PACKAGE}/py.typed": b"",
        f"{_PACKAGE}/asyncapi.yaml": asyncapi().encode(),
        f"{about}/METADATA": _metadata(version).encode(),
        f"{about}/WHEEL": b"Wheel-Version: 1.0\nGenerator: ravabet\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }


def _contracts() -> Iterator[tuple[str, bytes]]:
    here = Path(str(resources.files(_SOURCE)))
    for file in sorted(here.rglob("*")):
        if file.suffix == ".json":
            yield file.relative_to(here).as_posix(), file.read_bytes()
        elif file.suffix == ".py" and file.name not in _STAYS_HERE:
            yield file.relative_to(here).as_posix(), file.read_text("utf-8").replace(_SOURCE, _PACKAGE).encode()


def _metadata(version: str) -> str:
    head = {
        "Metadata-Version": "2.4",
        "Name": _PACKAGE.replace("_", "-"),
        "Version": version,
        "Summary": "The events of Ravabet, for systems that read or send them",
        "License-Expression": "Apache-2.0",
        "Requires-Python": ">=3.11",
        "Requires-Dist": "pydantic>=2.11",
        "Description-Content-Type": "text/markdown",
    }
    return "".join(f"{name}: {value}\n" for name, value in head.items()) + f"\n{_DESCRIPTION}"


def _with_record(files: Mapping[str, bytes], record: str) -> dict[str, bytes]:
    lines = [f"{path},sha256={_digest(content)},{len(content)}\n" for path, content in files.items()]
    return {**files, record: "".join([*lines, f"{record},,\n"]).encode()}


def _digest(content: bytes) -> str:
    return base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()


def _archive(files: Mapping[str, bytes]) -> bytes:
    written = io.BytesIO()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, content in files.items():
            entry = zipfile.ZipInfo(path, _DAY)
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, content, zipfile.ZIP_DEFLATED)
    return written.getvalue()
