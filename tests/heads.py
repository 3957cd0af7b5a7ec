"""Asks every GET route of a service for its head alone."""

from fastapi import FastAPI
from httpx import AsyncClient

from tests.addresses import addresses_of
from tests.identity import bearer
from tests.schema import WHOEVER_MAY_MOST

_COMPARED = ("content-type", "content-length", "location", "cache-control", "x-frame-options")
_TRIES = 3


async def heads_unlike_pages(app: FastAPI, client: AsyncClient) -> list[str]:
    """The routes whose HEAD is not their GET without a body; empty when all are."""
    wrong = []
    for method, address in addresses_of(app):
        if method != "GET":
            continue
        # A spreadsheet says in which second it was made: two that began before and after a full second differ once.
        differences = [await _difference(client, address) for _ in range(_TRIES if ".xlsx" in address else 1)]
        if all(differences):
            wrong.append(differences[-1])
    return wrong


async def _difference(client: AsyncClient, address: str) -> str:
    # What one page says once, at the next one, is not what this is about.
    client.cookies.clear()
    head = await client.head(address, headers=bearer(WHOEVER_MAY_MOST))
    whole = await client.get(address, headers=bearer(WHOEVER_MAY_MOST))
    same = all(head.headers.get(name) == whole.headers.get(name) for name in _COMPARED)
    if head.status_code == whole.status_code and not head.content and same:
        return ""
    return f"{address}: {head.status_code} {dict(head.headers)}, {whole.status_code}"
