"""Whether the register of letters is as it was written."""

from collections.abc import Sequence
from typing import Final

from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, soon, wrong
from deploy.letters.register_commands import sentence_of
from services.membership.register.check_queries import RegisterChecks
from shared.operations.stores import open_stores, variable_of

_SERVICE: Final = "membership"
_LAST_PAGES: Final = 20
"""A check has five seconds, and the whole of a large register takes longer: so many pages at the end of each volume."""


async def check_register(county: County) -> Sequence[Finding]:
    """Walk the last pages of each book."""
    url = county.mongo_urls.get(_SERVICE)
    if not url:
        return [not_looked_at("The register of letters was not looked at.", f"Set {variable_of(_SERVICE)}.")]
    async with open_stores({_SERVICE: url}) as stores:
        try:
            checks = RegisterChecks(stores[_SERVICE])
            verdicts = await checks.all(last_pages=_LAST_PAGES)
            missing = await checks.missing()
        except PyMongoError as error:
            return [hidden_by_database("The register of letters was not looked at", error)]
    who = "Find out who could write to the database, and compare with the printed pages and a backup"
    remedy = f"{who}: ravabet letters register check"
    broken = [wrong(sentence_of(verdict), remedy) for verdict in verdicts if verdict.broken]
    gaps = [
        soon(
            f"Numbers of the register {book.series}/{book.year} that have no row: {number}.",
            "If earlier releases signed them: ravabet migrate membership. If not: ravabet letters register check",
        )
        for book, number in missing.items()
        if number
    ]
    return [*broken, *gaps]
