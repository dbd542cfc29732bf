"""What is said when a request is refused, in the form that the caller can show: a page, or JSON."""

from collections.abc import Mapping

from fastapi import Request
from starlette.datastructures import Headers
from starlette.responses import JSONResponse, Response
from starlette.types import Scope

from web.render import Renderer


class Refusals:
    """Makes the responses."""

    def __init__(self, renderer: Renderer) -> None:
        """Take the renderer of the pages."""
        self._renderer = renderer

    def __call__(
        self, scope: Scope, status: int, heading: str, detail: str = "", headers: Mapping[str, str] | None = None
    ) -> Response:
        """A response.

        Args:
            scope: of the request.
            status: of the response; the chat shows the message of every status but 503.
            heading: what happened, in a sentence without its stop.
            detail: what to do about it.
            headers: added to the response.
        """
        if "text/html" in Headers(scope=scope).get("accept", ""):
            page: Response = self._renderer.page(Request(scope), "error", status=status, heading=heading, detail=detail)
            page.headers.update(headers or {})
            return page
        return JSONResponse({"detail": "。".join(filter(None, (heading, detail.rstrip("。")))) + "。"}, status, headers)
