"""Runs migrations as `ravabet migrate` does, without the command."""

from collections.abc import Iterable

from shared.store.lease import Lease
from shared.store.migrations.migration import Migration, in_order
from shared.store.migrations.run import LEASE_SECONDS, Interrupted, Runner
from shared.store.store import Store
from shared.web.feature import Feature


def migrations_of(features: Iterable[Feature]) -> list[Migration]:
    """The migrations of these features, in their order."""
    return list(in_order(each for feature in features for each in feature.migrations))


async def migrate(store: Store, *migrations: Migration) -> None:
    """Run them to their end."""
    for migration in migrations:
        assert await one_run(store, migration)


async def one_run(store: Store, migration: Migration, *, one_batch: bool = False) -> bool:
    """Run a migration, or one batch of it. Returns whether it is done."""
    lease = Lease(store, "migrations", seconds=LEASE_SECONDS)
    try:
        await Runner(store, lease, report=lambda _: None, is_to_end=lambda: one_batch).run(migration)
    except Interrupted:
        return False
    finally:
        await lease.give_back()
    return True
