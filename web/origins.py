"""Which other sites may post: those that the settings list. The browser says where a post comes from, in `Origin`."""

from collections.abc import Collection

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from answer import texts
from web.refusals import Refusals

_SAFE = frozenset({"GET", "HEAD", "OPTIONS"})


class OriginCheck:
    """Refuses posts whose Origin is neither the app's own host nor listed; a program sends none."""

    def __init__(self, app: ASGIApp, origins: Collection[str], refuse: Refusals) -> None:
        """Wrap an app.

        Args:
            app: the app; where a proxy in front is trusted, what it says of the host is in the headers.
            origins: as `https://portal.example.gov.cn`, checked by the settings.
            refuse: makes the refusals.
        """
        self._app, self._origins, self._refuse = app, frozenset(origins), refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what may be posted."""
        if scope["type"] != "http" or scope["method"] in _SAFE or self._allows(Headers(scope=scope)):
            await self._app(scope, receive, send)
        else:
            refused = self._refuse(scope, 403, texts.OTHER_SITE, texts.OTHER_SITE_DETAIL)
            await refused(scope, receive, send)

    def _allows(self, headers: Headers) -> bool:
        said = headers.getlist("origin")
        if not said:
            return headers.get("sec-fetch-site") != "cross-site"
        host = headers.get("x-forwarded-host", headers.get("host", "")).split(",")[0].strip().lower()
        # The scheme is left out: behind a proxy that ends TLS only the browser knows it.
        return len(said) == 1 and (said[0] in self._origins or (host != "" and _host(said[0]) == host))


def _host(origin: str) -> str:
    scheme, _, host = origin.lower().partition("://")
    return host if scheme in ("http", "https") else ""
