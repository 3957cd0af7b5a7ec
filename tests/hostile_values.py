"""Asks every route of a service with values that no page of ours and no honest program sends.

Together, all fields of a form meet every value. Alone, each meets a tenth of them, and each part of an address a fifth;
all of them with `EVERY_VALUE=1`, which takes eight times as long.
"""

import json
import os
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import count
from typing import Any, Final
from urllib.parse import quote, urlencode

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from httpx import AsyncClient, Response
from pydantic import BaseModel

from shared.web.limits import Turnstile
from shared.web.parts import parts_of
from shared.web.routes import api_routes, methods_of
from tests.addresses import SAMPLES, VARIABLE
from tests.identity import COOKIE, csrf_for, token_of
from tests.schema import WHOEVER_MAY_MOST

_LONGEST_OF_MANY: Final = 3_000
"""The client takes no address of more than 64 KB."""
_PERSIAN: Final = re.compile(r"[\u0600-\u06ff]")

VALUES = (
    "",
    " ",
    "0",
    "-1",
    "1e309",
    "NaN",
    "1" + "0" * 23,
    str(2**31),
    str(2**63),
    "9999",
    "0000",
    "9999-12",
    "0000-01",
    "0001-H1",
    "1405-13",
    "1405-H3",
    "9377-12",
    "9378-01",
    "9999-12-31",
    "0000-00-00",
    "0001-01-01",
    "9999-12-31T23:59:59.999999Z",
    "0001-01-01T00:00:00+14:00",
    "99999999999999999-x",
    "-99999999999999999-x",
    "۱۲۳۴۵",
    "۹۹۹۹/۱۲/۲۹",
    "۰۰۰۰/۰۰/۰۰",
    "۱۴۰۵-۱۳",
    "٣",
    "²",
    "۱" * 1_000,
    "9" * 5_000,
    "\x00",
    "a\x00b",
    "\ud800",
    "\udfff.\ud800",
    "\u202e\u200f",
    "../../etc/passwd",
    "$where",
    '{"$gt": ""}',
    "x" * 7_000,
    "ی" * 1_000,
)


RAW = ("%00", "%ED%A0%80", "%FF%FE", "%C0%AF", "%F4%90%80%80", "%", "%zz", "%2F", "%5C", "%E2%80%8C")
"""What stands in an address as it is."""


LISTED = ("page", "sort", "q", "state", "year", "lang", "next", "v")
"""What lists and frames read from the address by themselves."""


_OF_FIELDS: Final = 10
_OF_ADDRESSES: Final = 5
"""One value in so many."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request; `body` holds the fields of a form or of a JSON object."""

    method: str
    address: str
    body: Mapping[str, Any] = field(default_factory=dict)


async def faults_of_hostile_values(app: FastAPI, client: AsyncClient) -> list[str]:
    """The requests that a route did not answer in its own words; empty when there is none."""
    faults, number = [], 0
    for route in api_routes(app):
        for method in methods_of(route):
            for request in _requests(method, route):
                number += 1
                answer = await _send(app, client, request, number)
                if trouble := _trouble(answer):
                    faults.append(f"{method} {request.address[:120]} {str(request.body)[:120]!r}: {trouble}")
    return faults


def _trouble(answer: Response) -> str:
    if answer.status_code >= 500:
        return str(answer.status_code)
    if answer.status_code == 422 and "problem+json" in answer.headers["content-type"]:
        problem = answer.json()
        said = [problem["title"], *(each["message"] for each in problem.get("errors", ()))]
        return "" if all(_PERSIAN.search(text) for text in said) else f"not in Persian: {said}"
    return ""


def _requests(method: str, route: APIRoute) -> Iterator[Request]:
    texts = (*(quote(value.encode("utf-8", "surrogatepass"), safe="") for value in VALUES), *RAW)
    for place in range(len(VARIABLE.findall(route.path))):
        some = _share_of(f"{route.path}{place}", texts, of=_OF_ADDRESSES)
        yield from (Request(method, _address(route.path, place, text)) for text in some if text)
    usual = _address(route.path)
    for name in _query_of(route.dependant):
        some = _share_of(f"{usual}{name}", texts, of=_OF_ADDRESSES)
        yield from (Request(method, f"{usual}?{name}={text}") for text in some)
    if _is_form(route):
        some = _share_of(usual, texts, of=_OF_ADDRESSES)
        short = (text for text in some if len(text) < _LONGEST_OF_MANY)
        yield from (Request(method, f"{usual}?{'&'.join(f'{name}={text}' for name in LISTED)}") for text in short)
    if fields := list(_fields_of(route)):
        odd: Sequence[Any] = VALUES if _is_form(route) else (*VALUES, 10**23, -(2**63), 2**64, 1.5e308, [], {}, None)
        yield from (Request(method, usual, dict.fromkeys(fields, value)) for value in odd)
        yield from (
            Request(method, usual, {name: value}) for name in fields for value in _share_of(name, odd, of=_OF_FIELDS)
        )


def _share_of(name: str, values: Sequence[Any], *, of: int) -> Sequence[Any]:
    """One value in so many, others for each name; there are enough routes for each value to meet some of them."""
    return values if os.environ.get("EVERY_VALUE") else values[sum(name.encode()) % of :: of]


async def _send(app: FastAPI, client: AsyncClient, request: Request, number: int) -> Response:
    # Each request is another sign-in, since some of them end it, and of a client that asked nothing before.
    viewer = replace(WHOEVER_MAY_MOST, sign_in_id=f"s-{number}")
    parts_of(app)[Turnstile].meter.clear()
    if request.address.startswith("/api/"):
        headers = {"Authorization": f"Bearer {token_of(viewer)}"}
        body = json.dumps(request.body).encode() if request.body else None
        return await client.request(
            request.method, request.address, content=body, headers=headers | {"Content-Type": "application/json"}
        )
    headers = {"Cookie": f"{COOKIE}={token_of(viewer)}", "Content-Type": "application/x-www-form-urlencoded"}
    form = urlencode(
        [(name, str(value).encode("utf-8", "surrogatepass")) for name, value in request.body.items()]
        + [("csrf", csrf_for(viewer))]
    )
    content = form.encode() if request.method != "GET" else None
    return await client.request(request.method, request.address, content=content, headers=headers)


def _address(path: str, place: int = -1, text: str = "") -> str:
    places = count()
    return VARIABLE.sub(lambda found: text if next(places) == place else SAMPLES[found[1] or ""], path)


def _query_of(dependant: Dependant) -> Iterator[str]:
    yield from (parameter.alias for parameter in dependant.query_params)
    for inner in dependant.dependencies:
        yield from _query_of(inner)


def _fields_of(route: APIRoute) -> Iterator[str]:
    for parameter in route.dependant.body_params:
        kind = parameter.field_info.annotation
        if isinstance(kind, type) and issubclass(kind, BaseModel):
            yield from (each.alias or name for name, each in kind.model_fields.items())
        else:
            yield parameter.alias


def _is_form(route: APIRoute) -> bool:
    return not route.path.startswith("/api/")
