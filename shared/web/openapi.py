"""The OpenAPI document: adds the errors and the sign-in of every route in one place."""

from collections.abc import Iterable
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI
from fastapi.routing import APIRoute
from pydantic import BaseModel, Field
from typing_extensions import override

from shared.web.identity import signed_in, visitor
from shared.web.limits import Limit
from shared.web.routes import api_routes
from shared.web.rules import May

_PROBLEM_REF = "#/components/schemas/Problem"
_PROBLEM = {"application/problem+json": {"schema": {"$ref": _PROBLEM_REF}}}
_OF_FASTAPI = ("HTTPValidationError", "ValidationError")
_TOKEN = "token"  # noqa: S105 - the name of a scheme
_OPERATIONS = "operations"


class Fault(BaseModel):
    """The Persian sentence about a wrong field."""

    field: str
    message: str


class Problem(BaseModel):
    """Why a request was refused (RFC 9457). Programs read `type`; the texts are Persian, for people."""

    type: str = Field(pattern=r"^urn:ravabet:problem:[a-z-]+$")
    title: str
    status: int
    detail: str | None = None
    errors: list[Fault] | None = None
    instance: str | None = Field(default=None, description="by which the operators find the request")


class Documented(FastAPI):
    """An application whose OpenAPI document lists the possible problems, so that no route has to list them."""

    @override
    def openapi(self) -> dict[str, Any]:
        if self.openapi_schema is None:
            document = super().openapi()
            for route in api_routes(self):
                for method in sorted(route.methods or ()) if route.include_in_schema else ():
                    _tell(document["paths"][route.path_format][method.lower()], route, changes=method != "GET")
            components = document.setdefault("components", {})
            components["schemas"] = _schemas(components.get("schemas", {}))
            schemes = components.setdefault("securitySchemes", {})
            schemes[_TOKEN] = {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}
        return self.openapi_schema or {}


def _schemas(known: dict[str, Any]) -> dict[str, Any]:
    problem = Problem.model_json_schema(ref_template="#/components/schemas/{model}")
    schemas = {**known, **problem.pop("$defs"), "Problem": problem}
    return {name: schemas[name] for name in sorted(schemas) if name not in _OF_FASTAPI}


def _tell(operation: dict[str, Any], route: APIRoute, *, changes: bool) -> None:
    """Add to an operation its possible errors, and whether it needs a sign-in."""
    if _OPERATIONS in operation.get("tags", ()):
        return
    if any(isinstance(each.call, Limit) for each in route.dependant.dependencies):
        operation["responses"].setdefault(str(HTTPStatus.TOO_MANY_REQUESTS.value), {"description": "Too Many Requests"})
    asked_by = {May if isinstance(each.call, May) else each.call for each in route.dependant.dependencies}
    if asked_by & {May, signed_in}:
        operation["security"] = [{_TOKEN: []}]
    elif visitor in asked_by:
        operation["security"] = [{}, {_TOKEN: []}]
    responses = operation["responses"]
    for status in _statuses(operation, changes=changes):
        responses.setdefault(str(status.value), {"description": status.phrase})
    for status_code, response in responses.items():
        if status_code.startswith(("4", "5")):
            response["content"] = _PROBLEM
    operation["responses"] = {status_code: responses[status_code] for status_code in sorted(responses)}


def _statuses(operation: dict[str, Any], *, changes: bool) -> Iterable[HTTPStatus]:
    if "requestBody" in operation:
        yield from (HTTPStatus.BAD_REQUEST, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
    if "security" in operation:
        yield from (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if "requestBody" in operation or "parameters" in operation:
        yield from (HTTPStatus.NOT_FOUND, HTTPStatus.UNPROCESSABLE_ENTITY)
    if changes:
        yield HTTPStatus.CONFLICT
    yield HTTPStatus.SERVICE_UNAVAILABLE
