"""Every address that is served, and nothing else is: Gradio brings dozens of routes, the chat needs a few."""

import re
from dataclasses import dataclass
from enum import StrEnum

from starlette.types import ASGIApp, Receive, Scope, Send

from answer import texts
from web.refusals import Refusals

_ROUTE = "wengui.route"
READ = frozenset({"GET", "HEAD"})
_GET = frozenset({"GET"})
_POST = frozenset({"POST"})


class Kind(StrEnum):
    """What a route is to the limits and to the caches."""

    PAGE = "page"
    ASSET = "asset"
    QUESTION = "question"
    JOIN = "join"
    STREAM = "stream"
    HEALTH = "health"


@dataclass(frozen=True, slots=True)
class Route:
    """An address that is served.

    Attributes:
        path: regular expression of the whole path below the prefix, decoded; a `{}` stands for one segment.
        methods: that it takes; OPTIONS is answered by CORS alone.
        kind: `join` asks through Gradio and `question` without it; `stream` is an event stream.
    """

    path: str
    methods: frozenset[str]
    kind: Kind

    @property
    def pattern(self) -> re.Pattern[str]:
        """What the path must match as a whole."""
        return re.compile(self.path.replace("{}", _SEGMENT))


# A name without a slash, a percent sign, a control character, and never . or .. alone.
_SEGMENT = r"(?!\.\.?(?:/|$))[\w.-]+"

MOST_QUERY = 16 * 1024
"""Bytes of the query: a question and three earlier turns are 11 KiB. Gradio fails on very long ones."""

JOIN, CALL = "/gradio_api/queue/join", "/gradio_api/call/ask"
DATA, CALLED = "/gradio_api/queue/data", "/gradio_api/call/ask/"

ROUTES = (
    Route("/", READ, Kind.PAGE),
    Route("/assets/{}", READ, Kind.ASSET),
    Route("/static/js/iframeResizer\\.contentWindow\\.min\\.js", READ, Kind.ASSET),
    Route("/theme\\.css", READ, Kind.ASSET),
    Route("/favicon\\.ico", READ, Kind.ASSET),
    Route("/manifest\\.json", READ, Kind.ASSET),
    Route("/static/img/logo_nosize\\.svg", READ, Kind.ASSET),
    Route(JOIN, _POST, Kind.JOIN),
    Route(DATA, _GET, Kind.STREAM),
    Route(CALL, _POST, Kind.JOIN),
    Route(CALLED + "[0-9a-f]{32}", _GET, Kind.STREAM),
    # A page that lost the connection asks this every two seconds, and loads itself again once it is answered.
    Route("/gradio_api/app_id", _GET, Kind.PAGE),
    Route("/healthz", READ, Kind.HEALTH),
    Route("/site/{}", READ, Kind.ASSET),
    Route("/flow/{}/{}", READ, Kind.ASSET),
    Route("/r(?:/{}){0,2}/?", READ, Kind.PAGE),
    Route("/procedures(?:/{}){0,2}/?", READ, Kind.PAGE),
    Route("/about/?", READ, Kind.PAGE),
    Route("/ask/?", READ, Kind.QUESTION),
    Route("/embed-check", READ, Kind.PAGE),
    Route("/embed-check/stream", _GET, Kind.STREAM),
    Route("/feedback", _POST, Kind.PAGE),
)
_PATTERNS = tuple((route.pattern, route) for route in ROUTES)


def path_of(scope: Scope) -> str:
    """The path below the prefix, as the router sees it."""
    path: str = scope["path"].removeprefix(scope.get("root_path", ""))
    return path or "/"


def find_route(path: str) -> Route | None:
    """The route of a path; None where nothing is served."""
    return next((route for pattern, route in _PATTERNS if pattern.fullmatch(path)), None)


def route_of(scope: Scope) -> Route:
    """The route that the allow-list let through.

    Raises:
        KeyError: where no allow-list stands outside.
    """
    route: Route = scope[_ROUTE]
    return route


class AllowList:
    """Answers 404 to every path that is not listed and 405 to every wrong method, before any router sees them."""

    def __init__(self, app: ASGIApp, refuse: Refusals) -> None:
        """Wrap an app."""
        self._app, self._refuse = app, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on what is listed."""
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
        elif scope["type"] == "websocket":
            await send({"type": "websocket.close", "code": 1008})
        elif len(scope["query_string"]) > MOST_QUERY:
            await self._refuse(scope, 414, texts.TOO_LONG_ADDRESS)(scope, receive, send)
        elif (route := find_route(path_of(scope))) is None:
            await self._refuse(scope, 404, texts.NO_PAGE, texts.NO_PAGE_DETAIL)(scope, receive, send)
        elif scope["method"] not in route.methods:
            allowed = {"Allow": ", ".join(sorted(route.methods))}
            await self._refuse(scope, 405, texts.NO_METHOD, headers=allowed)(scope, receive, send)
        else:
            await self._app({**scope, _ROUTE: route}, receive, send)
