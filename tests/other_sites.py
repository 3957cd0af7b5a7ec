"""Asks every changing route of a service as a page of another site does, in a browser where somebody is signed in."""

from fastapi import FastAPI
from httpx import AsyncClient

from tests.addresses import addresses_of
from tests.identity import COOKIE, token_of
from tests.schema import WHOEVER_MAY_MOST

_READING = frozenset({"GET", "HEAD"})


async def answers_to_other_sites(app: FastAPI, client: AsyncClient) -> list[str]:
    """The routes that did not refuse it; empty when all did."""
    headers = {"Cookie": f"{COOKIE}={token_of(WHOEVER_MAY_MOST)}", "Origin": "https://evil.example"}
    changing = [(method, address) for method, address in addresses_of(app) if method not in _READING]
    assert changing
    wrong = []
    for method, address in changing:
        answer = await client.request(method, address, headers=headers)
        if answer.status_code != 403:
            wrong.append(f"{method} {address}: {answer.status_code}")
    return wrong
