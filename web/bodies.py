"""How much a request may bring, and how long it may take to bring it."""

import asyncio

from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from answer import texts
from web.refusals import Refusals
from web.routes import Kind, route_of

KIB = 1024
FORM_KIB = 64
"""Most that a form brings; a question has at most 300 characters."""


class BodyLimits:
    """Reads a body whole before the app sees any of it: not larger and not slower than the limits."""

    def __init__(self, app: ASGIApp, *, chat_kib: int, seconds: float, refuse: Refusals) -> None:
        """Wrap an app that stands behind the allow-list.

        Args:
            app: the app.
            chat_kib: most that a question with its conversation brings.
            seconds: longest time for the whole body.
            refuse: makes the refusals.
        """
        self._app, self._chat_kib, self._seconds, self._refuse = app, chat_kib, seconds, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on with its body."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        try:
            async with asyncio.timeout(self._seconds):
                body = await self._read(scope, receive)
        except TimeoutError:
            said = texts.TOO_SLOW.format(seconds=round(self._seconds))
            body = self._refuse(scope, 408, said, texts.TRY_AGAIN, {"Connection": "close"})
        except ClientDisconnect:
            return
        if isinstance(body, Response):
            await body(scope, receive, send)
        else:
            await self._app(scope, _replay(body, receive), send)

    async def _read(self, scope: Scope, receive: Receive) -> bytes | Response:
        is_chat = route_of(scope).kind is Kind.JOIN
        limit = (self._chat_kib if is_chat else FORM_KIB) * KIB
        said = Headers(scope=scope).get("content-length", "0")
        if not said.isdecimal():
            return self._refuse(scope, 400, texts.BAD_REQUEST)
        size, parts = int(said[:19]), []
        more = size <= limit
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                raise ClientDisconnect
            parts.append(message.get("body", b""))
            size = sum(map(len, parts))
            more = message.get("more_body", False) and size <= limit
        if size <= limit:
            return b"".join(parts)
        detail = texts.CHAT_TOO_LONG if is_chat else ""
        return self._refuse(scope, 413, texts.TOO_BIG.format(kib=limit // KIB), detail, {"Connection": "close"})


def _replay(body: bytes, receive: Receive) -> Receive:
    waiting = [body]

    async def replay() -> Message:
        if waiting:
            return {"type": "http.request", "body": waiting.pop(), "more_body": False}
        return await receive()

    return replay
