"""Whose word about the visitor counts: that of the proxies that the settings name, and of nobody else."""

from collections.abc import Sequence
from ipaddress import ip_address, ip_network

from starlette.types import ASGIApp, Receive, Scope, Send
from uvicorn.middleware.proxy_headers import ProxyHeadersMiddleware

_FORWARDED = (b"forwarded", b"x-forwarded-", b"x-real-ip", b"x-original-", b"x-rewrite-")
_IDENTITY = (b"x-remote-", b"remote-user", b"x-user", b"x-auth-", b"x-authenticated-", b"x-webauth-")
_UNTRUSTED = "wengui.untrusted"
_CLAIMS = _FORWARDED + _IDENTITY
"""Starts of the names of headers by which a proxy speaks for the visitor; `_` for `-` is read as the same."""


class TrustedProxies:
    """Takes the visitor's address and protocol from a trusted proxy, and strips such headers of everyone else."""

    def __init__(self, app: ASGIApp, proxies: Sequence[str]) -> None:
        """Wrap an app.

        Args:
            app: the app.
            proxies: addresses or networks, checked by the settings.
        """
        self._app = app
        self._networks = tuple(ip_network(proxy) for proxy in proxies)
        self._forwarded = ProxyHeadersMiddleware(app, list(proxies))  # type: ignore[arg-type]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on, with what is known of the visitor."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif self._trusts(scope):
            await self._forwarded({**scope}, receive, send)  # type: ignore[arg-type]
        else:
            kept = [header for header in scope["headers"] if not _claims(header[0])]
            forwarded = any(name.lower().startswith(b"x-forwarded-") for name, _ in scope["headers"])
            await self._app({**scope, "headers": kept, _UNTRUSTED: forwarded}, receive, send)

    def _trusts(self, scope: Scope) -> bool:
        try:
            address = ip_address(scope["client"][0])
        except (TypeError, ValueError):
            return False
        return any(address in network for network in self._networks)


def untrusted_proxy(scope: Scope) -> str:
    """Address of a sender whose X-Forwarded-* did not count; empty where there were none or where they counted."""
    return str(scope["client"][0]) if scope.get(_UNTRUSTED) and scope["client"] else ""


def _claims(name: bytes) -> bool:
    return name.lower().replace(b"_", b"-").startswith(_CLAIMS)
