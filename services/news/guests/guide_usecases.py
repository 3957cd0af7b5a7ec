"""The page for a guest's developers: one file that opens anywhere, with all they need to publish and to read."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.news.guests.contracts_domain import Contract, Schema
from services.news.guests.domain import Guest
from shared.events.catalogue import PUBLIC
from shared.persian.jalali import jalali_of

_FOLDER: Final = Path(__file__).parent
_HIDDEN_KEY: Final = "whsec_…"
_HIDDEN_PASSWORD: Final = "…"  # noqa: S105 - stands where a password is not shown
_TIME: Final = "2026-12-01T08:00:00Z"
_DEEPEST: Final = 4


@dataclass(frozen=True, slots=True)
class Addresses:
    """Where guests reach the county."""

    public_url: str
    guests_url: str
    """The gate for AMQP, such as `amqps://bus.bahardasht.example:5671`; empty when it is shut (ADR 37)."""
    vhost: str
    """The virtual host, as an address has it."""

    @property
    def http(self) -> str:
        """Where events are posted."""
        return f"{self.public_url.rstrip('/')}/api/events"

    def amqp_of(self, name: str, password: str = "") -> str:
        """Return the address of the broker for a guest, with its password or dots in its place."""
        at = urlsplit(self.guests_url or f"amqps://{urlsplit(self.public_url).hostname}:5671")
        return f"{at.scheme}://guest.{name}:{quote(password, safe='') or _HIDDEN_PASSWORD}@{at.netloc}/{self.vhost}"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What is shown once, right after it was made; empty for what was not made just now."""

    key: str = field(default="", repr=False)
    password: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Field:
    """A row of the table of a contract."""

    name: str
    kind: str
    is_required: bool
    meaning: str


@dataclass(frozen=True, slots=True)
class Sample:
    """A program that publishes, with the guest's own values in it."""

    language: str
    file: str
    way: str
    """`HTTP` or `AMQP`."""
    is_tested: bool = True

    def filled(self, values: Mapping[str, str]) -> str:
        """Return its text with these values."""
        text = (_FOLDER / "samples" / f"{self.file}.sample").read_text(encoding="utf-8")
        for name, value in values.items():
            text = text.replace(f"@{name}@", value)
        return text


SAMPLES: Final = (
    Sample("Python", "publish_http.py", "HTTP"),
    Sample("Node.js", "publish_http.mjs", "HTTP"),
    Sample("PHP", "publish_http.php", "HTTP"),
    Sample("curl", "publish_http.sh", "HTTP"),
    Sample("C#", "publish_http.cs", "HTTP", is_tested=False),
    Sample("Python", "publish_amqp.py", "AMQP"),
    Sample("Node.js", "publish_amqp.mjs", "AMQP"),
)


@dataclass(frozen=True, slots=True)
class Guidebook:
    """Writes the page."""

    addresses: Addresses

    def page(
        self, guest: Guest, contracts: Sequence[Contract], credentials: Credentials | None, *, at: datetime
    ) -> str:
        """Return the page as HTML; `credentials` only right after they were made."""
        shown = credentials or Credentials()
        return (
            _templates()
            .get_template("guide.html")
            .render(
                guest=guest,
                addresses=self.addresses,
                amqp=self.addresses.amqp_of(guest.id, shown.password),
                credentials=shown,
                made_on=str(jalali_of(at)),
                contracts=[(each, list(fields_of(each.schema)), _json(each.schema)) for each in contracts],
                readable=sorted(each for each in PUBLIC if guest.may_hear(each)),
                samples=[
                    (each, each.filled(self.values(guest, contracts, shown)))
                    for each in SAMPLES
                    if contracts and (each.way == "HTTP" or self.addresses.guests_url)
                ],
            )
        )

    def values(self, guest: Guest, contracts: Sequence[Contract], credentials: Credentials) -> Mapping[str, str]:
        """Return what stands in the samples for this guest. Raises IndexError when it publishes nothing."""
        first = contracts[0]
        return {
            "ADDRESS": self.addresses.http,
            "KEY": credentials.key or _HIDDEN_KEY,
            "GUEST": guest.id,
            "AMQP": self.addresses.amqp_of(guest.id, credentials.password),
            "ID": "1405-118",
            "TYPE": first.id,
            "DATA": _json(example_of(first)),
        }


def example_of(contract: Contract) -> Any:
    """Return data that fits a contract: the house's golden sample, or values that its schema names."""
    if contract.event is None:
        return _example(contract.schema, contract.schema, 0)
    sample = json.loads((_SAMPLES / f"{contract.id}.json").read_text(encoding="utf-8"))["data"]
    _, id_field = contract.event.about
    del sample["office_id"]
    # In the guest's own data its id has no prefix.
    return sample | {id_field: sample[id_field].rpartition(":")[2]}


def fields_of(schema: Schema, *, within: str = "") -> Iterator[Field]:
    """Yield the fields of a contract, those of objects after the object itself."""
    yield from _fields(schema, schema, within, 0)


def _fields(schema: Schema, root: Schema, within: str, depth: int) -> Iterator[Field]:
    needed = schema.get("required", ())
    for name, written in schema.get("properties", {}).items():
        each = _resolved(written, root)
        yield Field(f"{within}{name}", _kind(each, root), name in needed, str(each.get("description", "")))
        inner = _resolved(each.get("items", {}), root) if each.get("type") == "array" else each
        if depth < _DEEPEST and inner.get("properties"):
            mark = "[]." if inner is not each else "."
            yield from _fields(inner, root, f"{within}{name}{mark}", depth + 1)


def _kind(schema: Schema, root: Schema) -> str:
    """Return the type as developers write it, with its bounds."""
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return " | ".join(_kind(_resolved(each, root), root) for each in options)
    if "enum" in schema or "const" in schema:
        return " | ".join(json.dumps(each, ensure_ascii=False) for each in schema.get("enum", [schema.get("const")]))
    kind = schema.get("type", "any")
    kind = " | ".join(kind) if isinstance(kind, list) else str(kind)
    if kind == "array":
        kind = f"array of {_kind(_resolved(schema.get('items', {}), root), root)}"
    bounds = [f"{name} {schema[name]}" for name in _BOUNDS if name in schema]
    return f"{kind} ({', '.join(bounds)})" if bounds else kind


def _example(schema: Schema, root: Schema, depth: int) -> Any:
    schema = _resolved(schema, root)
    for name in ("examples", "enum"):
        if schema.get(name):
            return schema[name][0]
    for name in ("example", "default", "const"):
        if name in schema:
            return schema[name]
    if options := schema.get("anyOf") or schema.get("oneOf"):
        return _example(options[0], root, depth)
    return _usual(schema, root, depth)


def _usual(schema: Schema, root: Schema, depth: int) -> Any:
    """Return a value of the schema's type; nothing below a depth, since a schema may refer to itself."""
    kind = schema.get("type")
    kind = kind[0] if isinstance(kind, list) else kind
    if kind == "object" and depth <= _DEEPEST:
        known = schema.get("properties", {})
        return {name: _example(known.get(name, {}), root, depth + 1) for name in schema.get("required", known)}
    if kind == "array" and depth <= _DEEPEST:
        return [_example(schema.get("items", {}), root, depth + 1)]
    text = _TIME if schema.get("format") == "date-time" else "x" * max(1, schema.get("minLength", 1))
    number = schema.get("minimum", 1)
    return {"integer": number, "number": number, "boolean": True, "string": text}.get(str(kind))


def _resolved(schema: Any, root: Schema) -> Schema:
    """Return the definition that a `$ref` within the contract names, with what stands beside it."""
    for _ in range(_DEEPEST):
        if not isinstance(schema, dict) or "$ref" not in schema:
            break
        found: Any = root
        for part in str(schema["$ref"]).removeprefix("#").split("/")[1:]:
            found = found.get(part, {}) if isinstance(found, dict) else {}
        schema = found | {name: value for name, value in schema.items() if name != "$ref"}
    return schema if isinstance(schema, dict) else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


@cache
def _templates() -> Environment:
    return Environment(
        loader=FileSystemLoader(_FOLDER / "guide"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


_SAMPLES: Final = Path(__file__).parents[3] / "shared" / "events" / "samples"
_BOUNDS: Final = ("format", "minLength", "maxLength", "minimum", "maximum", "minItems", "maxItems", "pattern")
