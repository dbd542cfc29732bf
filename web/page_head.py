"""What must stand in the page before its first script runs. Gradio's own `head` is added only after the page has
started, too late for its language and theme.
"""

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.routes import path_of

_OPENED = b"<head>"
_BODY = re.compile(rb"<body[^>]*>")
_LANGUAGE = (b'lang="en"', b'lang="zh-CN"')


class PageHead:
    """Puts HTML at the start of <head> and of <body>, and Chinese into <html lang>, of the chat page."""

    def __init__(self, app: ASGIApp, *, head: str, body: str) -> None:
        """Wrap an app.

        Args:
            app: the app; the chat page is its root.
            head: what is put into <head>; trusted.
            body: what is put into <body>; trusted.
        """
        self._app, self._head, self._body = app, head.encode(), body.encode()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; hold back an HTML response until it is whole, and let every other one stream."""
        if scope["type"] != "http" or path_of(scope) != "/":
            await self._app(scope, receive, send)
            return
        # A compressed page could not be read here.
        headers = [(name, value) for name, value in scope["headers"] if name != b"accept-encoding"]
        scope = scope if _wants_stream(scope) else {**scope, "headers": headers}
        held: list[Message] = []

        async def send_page(message: Message) -> None:
            if message["type"] == "http.response.start" and _is_html(message):
                held.append(message)
            elif not held:
                await send(message)
            elif message["type"] == "http.response.body":
                held.append(message)
                if not message.get("more_body"):
                    await self._release(held, send)
            else:
                await send(message)

        await self._app(scope, receive, send_page)

    async def _release(self, held: list[Message], send: Send) -> None:
        start, *parts = held
        page = b"".join(part.get("body", b"") for part in parts)
        page = page.replace(*_LANGUAGE, 1).replace(_OPENED, _OPENED + self._head, 1)
        page = _BODY.sub(lambda opened: opened.group() + self._body, page, count=1)
        MutableHeaders(scope=start)["Content-Length"] = str(len(page))
        await send(start)
        await send({"type": "http.response.body", "body": page})


def _is_html(start: Message) -> bool:
    return Headers(raw=start["headers"]).get("content-type", "").startswith("text/html")


def _wants_stream(scope: Scope) -> bool:
    """Assets and event streams keep their compression: only pages are read."""
    return "text/html" not in Headers(scope=scope).get("accept", "")
