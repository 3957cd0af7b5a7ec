"""Runs all checks at the same time, each with its own patience."""

import asyncio
from collections.abc import Awaitable, Mapping, Sequence

from deploy.doctor.county import County
from deploy.doctor.finding import Check, Finding, wrong

PATIENCE_SECONDS = 5.0


async def examine(
    county: County, checks: Mapping[str, Check], *, patience: float = PATIENCE_SECONDS
) -> Mapping[str, Sequence[Finding]]:
    """Return what each check finds, by its name. One that hangs or fails is a finding itself, and delays no other."""
    found = await asyncio.gather(*(_patiently(name, check(county), patience) for name, check in checks.items()))
    return dict(zip(checks, found, strict=True))


async def _patiently(name: str, looking: Awaitable[Sequence[Finding]], patience: float) -> Sequence[Finding]:
    try:
        return await asyncio.wait_for(looking, patience)
    except TimeoutError:
        sentence = f"The check of {name} had no answer within {patience:g} seconds."
        return [wrong(sentence, "See in deploy/ravabet status whether what it asks is running, then repeat it.")]
    except Exception as error:  # noqa: BLE001 - what one check did not foresee must not hide what the others found
        # Only the class: addresses with passwords may stand in the text.
        sentence = f"The check of {name} failed ({type(error).__name__})."
        return [wrong(sentence, "See whether the settings of the command are right, then repeat it.")]
