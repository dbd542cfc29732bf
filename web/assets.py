"""The files that the pages load, by name: nothing else of the folder is served."""

from hashlib import sha256
from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

STATIC = Path(__file__).parent / "static"
_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8"}
_SERVED = ("tokens.css", "site.css", "site.js", "chat.css", "chat.js", "feedback.css", "feedback.js")
_FOREVER = "public, max-age=31536000, immutable"


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
        return f"site/{name}?v={sha256(self._files[name]).hexdigest()[:12]}"

    def router(self) -> APIRouter:
        """The route of the files."""
        router = APIRouter()

        @router.api_route("/site/{name}", methods=["GET", "HEAD"])
        def asset(name: str) -> Response:
            if name not in self._files:
                raise HTTPException(404)
            return Response(
                self._files[name], media_type=_TYPES[Path(name).suffix], headers={"Cache-Control": _FOREVER}
            )

        return router
