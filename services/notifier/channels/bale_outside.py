"""The messenger Bale, reached by the HTTP interface for its bots."""

import logging
import re
from collections.abc import Mapping
from typing import Any, Final

import httpx

from services.notifier.channels.bale_answers_domain import Answer, Result, meaning
from services.notifier.channels.bale_text_domain import LONGEST, as_post
from services.notifier.channels.bale_updates_domain import Update, update_of
from services.notifier.channels.domain import Caps, Later, Message, Outcome, Rejected, Sent, Unknown


class BaleChannel:
    """Our bot: it writes to people who once pressed its start button, and reads what they write back."""

    name: Final = "bale"

    def __init__(self, base_url: str, *, token: str, concurrent: int = 8, patience: float = 10.0) -> None:
        """Connect to nothing yet; `base_url` is `https://tapi.bale.ai` or a peer, without a path.

        Raises:
            ValueError: this is no token. The message does not repeat it.
        """
        if _TOKEN.fullmatch(token) is None:
            raise ValueError("a token of Bale is a number, a colon and letters")
        # Both libraries log whole addresses, and in ours stands the token.
        for chatty in ("httpx", "httpcore"):
            logging.getLogger(chatty).setLevel(logging.WARNING)
        self.caps: Final = Caps(concurrent=concurrent, text_max=LONGEST)
        self._patience = patience
        self._http = httpx.AsyncClient(
            base_url=f"{base_url.rstrip('/')}/bot{token}/",
            timeout=httpx.Timeout(patience, pool=None),
            limits=httpx.Limits(max_connections=concurrent + 1, max_keepalive_connections=concurrent + 1),
            trust_env=False,
        )

    async def send(self, to: str, message: Message, *, key: str) -> Outcome:  # noqa: ARG002  Bale knows no idempotency key
        text, number = as_post(message), message.earlier.provider_id if message.earlier else None
        if number is None or not number.isdecimal():
            return await self.post(to, text)
        outcome = await self.post(to, text, continuing=int(number))
        if isinstance(outcome, Rejected) and not outcome.address_dead:
            # The person may have deleted the message that this one continues; nothing was posted yet.
            return await self.post(to, text)
        return outcome

    async def post(self, chat_id: str, text: str, *, continuing: int | None = None) -> Outcome:
        """Send a message in a conversation, as an answer to an earlier one of ours if its number is given.

        The text may hold markup and is sent as it is.
        """
        request: dict[str, Any] = {"chat_id": _chat(chat_id), "text": text}
        if continuing is not None:
            request["reply_to_message_id"] = continuing
        answer = await self._call("sendMessage", request)
        if not isinstance(answer, Result):
            return answer
        number = answer.value.get("message_id") if isinstance(answer.value, Mapping) else None
        return Sent(None if number is None else str(number))

    async def poll(self, offset: int, *, wait: int = 25) -> list[Update] | Later:
        """Return what people wrote from `offset` on, oldest first, after at most `wait` seconds.

        Asking with a higher offset tells Bale that everything before it was dealt with.
        """
        request = {"offset": offset, "timeout": wait, "limit": 100}
        answer = await self._call("getUpdates", request, patience=wait + self._patience)
        match answer:
            case Result(list() as updates):
                return [update_of(raw) for raw in updates]
            case Later():
                return answer
            case Rejected(reason=reason) | Unknown(reason=reason):
                return Later(None, reason, "account")
            case _:
                return Later(None, "bale answered something else than updates", "account")

    async def greet(self) -> str:
        """Ask Bale whether it knows the bot, and take no message. Return what is wrong, or nothing."""
        match await self._call("getMe", {}):
            case Result():
                return ""
            case Later(reason=reason) | Rejected(reason=reason) | Unknown(reason=reason):
                return reason

    async def close(self) -> None:
        await self._http.aclose()

    async def _call(
        self, method: str, request: Mapping[str, Any], *, patience: float | None = None
    ) -> Result | Later | Rejected | Unknown:
        timeout = httpx.Timeout(self._patience, read=patience or self._patience, pool=None)
        try:
            response = await self._http.post(method, json=dict(request), timeout=timeout)
        except _NOTHING_LEFT as trouble:
            return Later(None, f"bale out of reach: {type(trouble).__name__}", "account")
        except httpx.HTTPError as trouble:
            return Unknown(f"no answer from bale after the request left: {type(trouble).__name__}")
        return meaning(Answer(response.status_code, _json(response), response.headers.get("retry-after")))


def _json(response: httpx.Response) -> Any:
    try:
        return response.json()
    except ValueError:
        return None


def _chat(chat_id: str) -> int | str:
    return int(chat_id) if chat_id.removeprefix("-").isdecimal() else chat_id


_TOKEN = re.compile(r"[A-Za-z0-9_-]+:[A-Za-z0-9_-]+")
_NOTHING_LEFT = (
    httpx.ConnectError,
    httpx.ConnectTimeout,
    httpx.PoolTimeout,
    httpx.ProxyError,
    httpx.UnsupportedProtocol,
    httpx.LocalProtocolError,
)
"""With these the request was not written. With any other error it may have been read, and answered in vain."""
