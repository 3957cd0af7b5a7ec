"""The stream to a browser's `EventSource`."""

from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import StreamingResponse

from services.notifier.desk_notices.api import Reading
from services.notifier.desk_notices.stream_jobs import Streams
from shared.web.identity import Doorkeeper, token_in
from shared.web.parts import part
from shared.web.problems import NotSignedIn
from shared.web.shell.page import OnPage

# Not a page_router: a stream that broke off must not run again, since half of it would be told twice.
router = APIRouter(prefix="/notifier/notices", include_in_schema=False)


@router.get("/stream")
async def stream(
    page: OnPage,
    by: Reading,
    streams: Annotated[Streams, part(Streams)],
    doorkeeper: Annotated[Doorkeeper, part(Doorkeeper)],
) -> StreamingResponse:
    token = token_in(page.request)

    async def is_still_good() -> bool:
        try:
            await doorkeeper.read(token)
        except NotSignedIn:
            return False
        return True

    return StreamingResponse(
        await streams.of(by.person_id, is_still_good),
        media_type="text/event-stream",
        headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"},
    )
