"""What every response tells the browser about how far it may be trusted."""

import re
import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.held import HeldResponse
from web.routes import Kind, find_route, path_of

_SCRIPT = re.compile(rb"<script(?=[\s>])")

_FIXED = {
    "X-Content-Type-Options": "nosniff",
    # Not no-referrer: with it a form of our own is sent with `Origin: null`.
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(),"
    " usb=(), clipboard-write=(self)",
}
_POLICY = (
    "default-src 'self'; script-src 'self'{script}; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "font-src 'self' data:; connect-src 'self'; frame-src 'none'; object-src 'none'; base-uri 'self'; "
    "form-action 'self'"
)
ALWAYS = {**_FIXED, "Content-Security-Policy": _POLICY.format(script=""), "Cache-Control": "no-store"}
"""For an answer that does not pass here: that to an error of our own."""

_NEVER = ("server", "set-cookie")
"""The chat needs no cookie, and nobody needs to know what serves it."""


class SecurityHeaders:
    """Adds the headers. The chat page's own scripts, and no others that stand in a page, may run: by a nonce."""

    def __init__(self, app: ASGIApp) -> None:
        """Wrap an app; what else is in its Content-Security-Policy stays."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the headers to the start of the response."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        path = path_of(scope)
        route = find_route(path)
        await self._app(scope, receive, _Chat(send) if path == "/" else _Plain(send, route.kind if route else None))


class _Plain:
    """Adds the headers to a response as it passes."""

    def __init__(self, send: Send, kind: Kind | None) -> None:
        self._send = send
        # A page of the regulation says itself whether it may be kept; an answer never may.
        self._own = kind in (Kind.PAGE, Kind.ASSET)
        self._unsaid = "public, max-age=3600" if kind is Kind.ASSET else "no-store"

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = _secured(message)
            if not self._own or message["status"] >= 400:
                headers["Cache-Control"] = "no-store"
            else:
                headers.setdefault("Cache-Control", self._unsaid)
        await self._send(message)


class _Chat(HeldResponse):
    """The same for the chat page, which is held back until it is whole, because its scripts are marked."""

    async def release(self, start: Message, body: bytes) -> None:
        nonce = secrets.token_urlsafe(16)
        # Gradio runs the page's `js=` through the Function constructor, which is what 'unsafe-eval' allows.
        headers = _secured(start, f" 'nonce-{nonce}' 'unsafe-eval'")
        headers["Cache-Control"] = "no-store"
        if "content-encoding" not in headers and headers.get("content-type", "").startswith("text/html"):
            body = _SCRIPT.sub(b'<script nonce="%s"' % nonce.encode(), body)
            if "content-length" in headers and body:
                headers["Content-Length"] = str(len(body))
        await super().release(start, body)


def _secured(start: Message, script: str = "") -> MutableHeaders:
    headers = MutableHeaders(scope=start)
    headers.update(_FIXED)
    policy = _POLICY.format(script=script)
    headers["Content-Security-Policy"] = "; ".join(filter(None, (headers.get("Content-Security-Policy"), policy)))
    for name in _NEVER:
        del headers[name]
    return headers
