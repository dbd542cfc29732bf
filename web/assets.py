"""The files that the pages load, by name: nothing else of the folder is served."""

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from web.conditional import ASK_EACH_TIME, FOREVER, conditional

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_SERVED = (
    "tokens.css",
    "site.css",
    "site.js",
    "chat.css",
    "chat.js",
    "embed-check.js",
    "feedback.css",
    "feedback.js",
    "old-browser.js",
)


class Assets:
    """Serves the files under addresses that change with their content."""

    def __init__(self) -> None:
        """Read the files."""
        self._files = {name: (STATIC / name).read_bytes() for name in _SERVED}

    def url(self, name: str) -> str:
        """Address of a file, relative to the root of the app.

        Raises:
            KeyError: for a name that is not served.
        """
        return f"site/{name}?v={self._version(name)}"

    def _version(self, name: str) -> str:
        return sha256(self._files[name]).hexdigest()[:12]

    def router(self) -> APIRouter:
        """The route of the files."""
        router = APIRouter()

        @router.api_route("/site/{name}", methods=["GET", "HEAD"])
        def asset(request: Request, name: str, v: str = "") -> Response:
            if name not in self._files:
                raise HTTPException(404)
            file = Response(self._files[name], media_type=_TYPES[Path(name).suffix])
            # The address of another edition gets this one too, but nobody keeps it for that.
            is_this = v == self._version(name)
            return conditional(request, file, cache_control=FOREVER if is_this else ASK_EACH_TIME)

        return router
