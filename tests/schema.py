"""Asks every route of a service's OpenAPI document what nobody thought of, and compares the answers with it."""

import asyncio
import os
from collections.abc import Callable
from typing import Any

import httpx
import schemathesis
from httpx import AsyncClient
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis.errors import Unsatisfiable
from openapi_spec_validator import OpenAPIV31SpecValidator
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks

from shared.runtime.access import ROLES
from shared.runtime.viewer import Viewer
from tests.identity import token_of

WHOEVER_MAY_MOST = Viewer(
    "p-all", "کسی با همه نقش‌ها", frozenset(ROLES), frozenset({"water"}), frozenset({"council", "media_hq"})
)
schemathesis.serializer.alias("application/offset+octet-stream", "application/octet-stream")
_CHECKS = [
    not_a_server_error,
    checks.status_code_conformance,
    checks.content_type_conformance,
    checks.response_schema_conformance,
]
_EXAMPLES = int(os.environ.get("RAVABET_SCHEMA_EXAMPLES", "12"))


async def faults_of(service: str, client: AsyncClient) -> str:
    """What is not as the service's document says, a paragraph for each route; empty when all is."""
    document = (await client.get(f"/api/{service}/openapi.json")).json()
    schema = schemathesis.openapi.from_dict(document)
    loop = asyncio.get_running_loop()
    headers = {"Authorization": f"Bearer {token_of(WHOEVER_MAY_MOST)}"}

    def ask(case: Case[Any]) -> httpx.Response:
        # Hypothesis is synchronous and stands in a thread; the service lives in this loop.
        request = case.as_transport_kwargs(base_url=str(client.base_url), headers=headers)
        return asyncio.run_coroutine_threadsafe(_send(client, request), loop).result(timeout=30)

    invalid = [str(error) for error in OpenAPIV31SpecValidator(document).iter_errors()]
    return "\n\n".join([*invalid, *await asyncio.to_thread(_walk, schema, ask)])


def _walk(schema: Any, ask: Callable[[Case[Any]], httpx.Response]) -> list[str]:
    faults = []
    for found in schema.get_all_operations():
        operation = found.ok()
        for mode in GenerationMode:
            try:
                _try(operation.as_strategy(generation_mode=mode), ask)
            except Unsatisfiable:
                # There may be nothing to get wrong.
                assert mode is GenerationMode.NEGATIVE, f"{operation.label} cannot be asked at all"
            except Exception as error:  # noqa: BLE001 - whatever it is, the other routes are asked, too
                faults.append(f"{operation.label} ({mode.value}): {error}")
    return faults


def _try(cases: Any, ask: Callable[[Case[Any]], httpx.Response]) -> None:
    @settings(
        max_examples=_EXAMPLES,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases)
    def check(case: Case[Any]) -> None:
        case.validate_response(ask(case), checks=_CHECKS)

    check()


async def _send(client: AsyncClient, request: dict[str, Any]) -> httpx.Response:
    request.pop("cookies")
    if isinstance(request.get("data"), str | bytes):
        request["content"] = request.pop("data")
    if request.get("files"):
        # A number in place of a file is sent as its digits; httpx, unlike requests, takes only text and bytes.
        request["files"] = [(name, _as_part(part)) for name, part in request["files"]]
    asked = client.build_request(**request)
    await asked.aread()  # the checks look into the body, and that of a form with files is made while it is sent
    return await client.send(asked)


def _as_part(part: Any) -> Any:
    if isinstance(part, tuple):
        return (part[0], _as_part(part[1]), *part[2:])
    return part if isinstance(part, str | bytes) else str(part).encode()
