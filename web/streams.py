"""How many event streams one visitor may hold open."""

from collections import Counter

from starlette.types import ASGIApp, Receive, Scope, Send

from answer import texts
from web.rates import client_of
from web.refusals import Refusals
from web.routes import Kind, route_of


class StreamLimit:
    """Counts the open event streams of each visitor."""

    def __init__(self, app: ASGIApp, *, most: int, refuse: Refusals) -> None:
        """Wrap an app that stands behind the allow-list.

        Args:
            app: the app.
            most: streams of one visitor at once.
            refuse: makes the refusals.
        """
        self._app, self._most, self._refuse = app, most, refuse
        self._open: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limit."""
        if scope["type"] != "http" or route_of(scope).kind is not Kind.STREAM:
            await self._app(scope, receive, send)
            return
        client = client_of(scope)
        if self._open[client] >= self._most:
            refused = self._refuse(scope, 429, texts.TOO_MANY_STREAMS, texts.TRY_AGAIN, {"Retry-After": "5"})
            await refused(scope, receive, send)
            return
        self._open[client] += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._open[client] -= 1
            if not self._open[client]:
                del self._open[client]
