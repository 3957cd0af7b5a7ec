"""The routes of a service: their names, and the check that no two of them match the same address."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations

from fastapi import FastAPI
from fastapi.routing import APIRoute, iter_route_contexts
from starlette.convertors import CONVERTOR_TYPES, StringConvertor, register_url_convertor
from starlette.types import Scope

_VARIABLE = re.compile(r"\{(\w+)(?::(\w+))?\}")


class RoutesClash(Exception):
    """Two routes can match the same address, so that their order would decide which one answers."""


class _Id(StringConvertor):
    """An id that `new_id` made; no fixed word in our addresses has this form."""

    regex = "[0-9a-hjkmnp-tv-z]{16}"


class _Digest(StringConvertor):
    """An id that is computed from what it stands for, so that it is the same however often it is computed."""

    regex = "[0-9a-f]{24}"


class _Slug(StringConvertor):
    """An id that people chose (`slugs.py`), such as `water`; `new` is the name of a page beside the things."""

    regex = "(?!new(?:/|$))[a-z0-9][a-z0-9_-]{1,59}"


class _Period(StringConvertor):
    """A Jalali month, half-year or year, such as `1405-08`, `1405-H1` and `1405`, in any digits.

    Whether there is such a period, the use case says.
    """

    regex = r"\d{4}(?:-(?:\d{1,2}|H\d))?"


class _Person(StringConvertor):
    """The id of a person, which may be a word; `new` and `duplicates` are the names of pages beside the people."""

    regex = "(?!(?:new|duplicates)(?:/|$))[^/]+"


class _Digits(StringConvertor):
    """Digits whose leading zeros count, such as a verification code."""

    regex = "[0-9]+"


class _Code(StringConvertor):
    """A verification code as somebody typed it; `offline` and `keys.json` are the names of pages beside the letters."""

    regex = r"(?!(?:offline|keys\.json)(?:/|$))[^/]+"


def register_converters() -> None:
    """Teach the framework what stands in our addresses: `{article_id:id}`, `{office_id:slug}`, `{code:digits}`."""
    convertors = {
        "id": _Id(),
        "digest": _Digest(),
        "slug": _Slug(),
        "period": _Period(),
        "person": _Person(),
        "digits": _Digits(),
        "code": _Code(),
    }
    for name, convertor in convertors.items():
        register_url_convertor(name, convertor)


def name_of(route: APIRoute) -> str:
    """Return the name of a route for error messages, such as `POST /n/desk/{article_id}`."""
    return f"{', '.join(methods_of(route))} {route.path_format}"


def route_of(scope: Scope) -> str:
    """Return the path template of the route of a request, without converters; a dash when no route matched."""
    route = scope.get("route")
    return str(getattr(route, "path_format", None) or getattr(route, "path", "-"))


def methods_of(route: APIRoute) -> list[str]:
    """Return the methods of a route, without the HEAD that comes with GET."""
    return sorted((route.methods or set()) - {"HEAD"})


def api_routes(app: FastAPI) -> list[APIRoute]:
    """Return the service's own routes, without static files and the OpenAPI document."""
    found = (context.original_route for context in iter_route_contexts(app.routes))
    return [route for route in found if isinstance(route, APIRoute)]


def must_not_clash(routes: Sequence[APIRoute]) -> None:
    """Raise RoutesClash when two routes of one method can match the same address.

    Two segments with variables always count as overlapping. A variable and a fixed word overlap if the variable's
    converter accepts the word. So the check may refuse routes that never clash, but it misses none that do.
    """
    # Only routes of one method with equally many segments are compared; there are hundreds of routes.
    alike: dict[tuple[str, int], list[tuple[APIRoute, list[str]]]] = defaultdict(list)
    for route in routes:
        segments = route.path.split("/")
        for method in methods_of(route):
            alike[method, len(segments)].append((route, segments))
    for group in alike.values():
        for (one, its), (other, theirs) in combinations(group, 2):
            if all(map(_may_be_equal, its, theirs)):
                raise RoutesClash(f"{name_of(one)} and {name_of(other)} can match the same address: change one path")


def _may_be_equal(mine: str, theirs: str) -> bool:
    match "{" in mine, "{" in theirs:
        case False, False:
            return mine == theirs
        case True, False:
            return _pattern(mine).fullmatch(theirs) is not None
        case False, True:
            return _pattern(theirs).fullmatch(mine) is not None
        case _:
            return True


@cache
def _pattern(segment: str) -> re.Pattern[str]:
    return re.compile("".join(_pieces(segment)))


def _pieces(segment: str) -> Iterator[str]:
    end = 0
    for found in _VARIABLE.finditer(segment):
        yield re.escape(segment[end : found.start()])
        yield f"(?:{CONVERTOR_TYPES[found[2] or 'str'].regex})"
        end = found.end()
    yield re.escape(segment[end:])


register_converters()
