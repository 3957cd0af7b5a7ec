"""`python -m deploy.local.county`: fill a running stack with the demo county, once; what is there already stays."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Container, Iterable

from deploy.local.county.audience import fill_audience
from deploy.local.county.bulletins import fill_bulletins
from deploy.local.county.data import load
from deploy.local.county.directory import close_offices, fill_directory
from deploy.local.county.gallery import fill_gallery
from deploy.local.county.handover import hand_over
from deploy.local.county.honours import fill_honours
from deploy.local.county.membership import fill_membership
from deploy.local.county.months import fill_months
from deploy.local.county.newsroom import fill_newsroom
from deploy.local.county.portal import fill_portal
from deploy.local.county.register import fill_register
from deploy.local.county.scene import Scene
from services.membership.main import real_parts
from services.membership.settings import Settings as MembershipSettings
from shared.store.store import Store

STEPS: tuple[tuple[str, Callable[[Scene], Awaitable[None]]], ...] = (
    ("directory", fill_directory),
    ("register", fill_register),
    ("membership", fill_membership),
    ("honours", fill_honours),
    ("portal", fill_portal),
    ("newsroom", fill_newsroom),
    ("closed offices", close_offices),
    ("bulletins", fill_bulletins),
    ("audience", fill_audience),
    ("months", fill_months),
    ("handover", hand_over),
)


BESIDE: tuple[tuple[str, Callable[[Scene], Awaitable[None]]], ...] = (("gallery", fill_gallery),)
"""What needs none of the steps and none of them needs, so that it is done meanwhile."""


async def main() -> None:
    """Take the steps that were not taken yet; each is written down when it is done."""
    marks = real_parts(MembershipSettings()).platform.store
    done = {row["_id"] for row in await marks.find("demo_county", {})}
    if not done >= {name for name, _ in (*STEPS, *BESIDE)}:
        county = load()
        async with asyncio.TaskGroup() as together:
            for steps in (STEPS, *((beside,) for beside in BESIDE)):
                together.create_task(_take(steps, Scene(county), marks, done))
    await marks.close()


async def _take(
    steps: Iterable[tuple[str, Callable[[Scene], Awaitable[None]]]], scene: Scene, marks: Store, done: Container[str]
) -> None:
    """Take these one after another, on a scene that nobody else moves in time."""
    taken = marks.driver.collection("demo_county")
    for name, fill in steps:
        if name not in done:
            await fill(scene)
            await taken.update_one({"_id": name}, {"$set": {"at": scene.now}}, upsert=True)
            print(name, "filled", flush=True)


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
