"""Who may show the page in a frame. Gradio sends no such header itself."""

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send


def frame_policy(sources: Sequence[str]) -> str:
    """The directive that says who may frame a page; nobody where no source is given."""
    return f"frame-ancestors {' '.join(sources) or chr(39) + 'none' + chr(39)}"


class FrameAncestors:
    """Adds `Content-Security-Policy: frame-ancestors …` to every response, streams included."""

    def __init__(self, app: ASGIApp, sources: Sequence[str]) -> None:
        """Wrap an app.

        Args:
            app: the app.
            sources: CSP sources, checked by the settings; none means that no page may frame the chat.
        """
        self._app = app
        self._policy = frame_policy(sources)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, and add the header to the start of the response."""

        async def send_with_policy(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)["Content-Security-Policy"] = self._policy
            await send(message)

        await self._app(scope, receive, send_with_policy if scope["type"] == "http" else send)
