"""Whatever is asked of the notifier's interface, the answer is one that its document tells."""

from tests.notifier.conftest import World
from tests.schema import faults_of


async def test_every_answer_is_as_the_document_says(world: World) -> None:
    assert await faults_of("notifier", world.client) == ""
