"""Whether what is stored of the latest letters is still what was signed."""

from collections.abc import Sequence
from typing import Final

from pymongo.errors import PyMongoError

from deploy.doctor.county import County
from deploy.doctor.finding import Finding, hidden_by_database, not_looked_at, wrong
from services.membership.verification.queries import altered_letters
from shared.operations.stores import open_stores, variable_of

_LATEST: Final = 5_000
"""So many take two seconds. Of the others `/v` tells as soon as somebody checks one."""
_NAMED: Final = 5


async def check_letters(county: County) -> Sequence[Finding]:
    """Hash the latest letters again."""
    url = county.mongo_urls.get("membership")
    if url is None:
        return [not_looked_at("The letters were not looked at.", f"Set {variable_of('membership')}.")]
    try:
        async with open_stores({"membership": url}) as stores:
            altered = await altered_letters(stores["membership"], latest=_LATEST)
    except PyMongoError as error:
        return [hidden_by_database("The letters were not looked at", error)]
    if not altered:
        return []
    named = ", ".join(altered[:_NAMED]) + (" …" if len(altered) > _NAMED else "")
    remedy = "Compare them with a backup and with /membership/audit: who could write to the database? Keep the log."
    return [wrong(f"{len(altered)} letters are not stored as they were signed: {named}.", remedy)]
