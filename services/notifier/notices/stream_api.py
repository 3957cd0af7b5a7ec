"""The stream to a browser's `EventSource`. Not run again after a transient error: half of it would be told twice."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from services.notifier.notices.api import Reading
from services.notifier.notices.streams import Streams
from shared.web.identity import Doorkeeper, token_in
from shared.web.problems import NotSignedIn

router = APIRouter(prefix="/notifier/notices", include_in_schema=False)


@router.get("/stream")
async def stream(request: Request, by: Reading) -> StreamingResponse:
    streams: Streams = request.app.state.streams
    doorkeeper: Doorkeeper = request.app.state.doorkeeper
    token = token_in(request)

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
