"""How often one visitor may ask, and load anything at all."""

import math
import time
from ipaddress import IPv6Address, ip_address, ip_network

from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.types import ASGIApp, Receive, Scope, Send

from answer import texts
from web.refusals import Refusals
from web.routes import Kind, route_of

_UNCOUNTED = frozenset({Kind.ASSET, Kind.HEALTH})
_ASKS = frozenset({Kind.JOIN, Kind.QUESTION})


def client_of(scope: Scope) -> str:
    """Who asks: an IPv4 address, or the network of an IPv6 address, of which one visitor has very many."""
    host: str = (scope.get("client") or ("",))[0]
    try:
        address = ip_address(host)
    except ValueError:
        return host
    if isinstance(address, IPv6Address):
        mapped = address.ipv4_mapped
        return str(mapped) if mapped else str(ip_network((address, 64), strict=False))
    return host


class RateLimits:
    """Counts the requests of each visitor over the last minute. Assets and the health check are free."""

    def __init__(self, app: ASGIApp, *, questions: int, requests: int, refuse: Refusals) -> None:
        """Wrap an app that stands behind the allow-list.

        Args:
            app: the app.
            questions: most questions a minute.
            requests: most requests a minute, questions among them.
            refuse: makes the refusals.
        """
        self._app, self._refuse = app, refuse
        self._questions, self._requests = RateLimitItemPerMinute(questions), RateLimitItemPerMinute(requests)
        self._limiter = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is within the limits."""
        kind = route_of(scope).kind if scope["type"] == "http" else Kind.HEALTH
        limits = [*([self._questions] if kind in _ASKS else []), *([self._requests] if kind not in _UNCOUNTED else [])]
        client = client_of(scope)
        for limit in limits:
            if not self._limiter.hit(limit, limit.namespace, str(limit.amount), client):
                window = self._limiter.get_window_stats(limit, limit.namespace, str(limit.amount), client)
                wait = max(1, math.ceil(window.reset_time - time.time()))
                said = texts.TOO_OFTEN.format(seconds=wait)
                await self._refuse(scope, 429, said, headers={"Retry-After": str(wait)})(scope, receive, send)
                return
        await self._app(scope, receive, send)
