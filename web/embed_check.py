"""`/embed-check`: opened inside the portal's frame, it tells the IT officer what is wrong and which line to change.

The server says what it saw of the request; web/static/embed-check.js compares that with what the browser sees. Without
a script the page shows what the server saw. It tells nothing that the response headers do not tell already, but the
address of a proxy that nobody named.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.responses import StreamingResponse
from markupsafe import Markup

from answer import texts
from retriever.settings import ServerSettings
from web.framing import frame_policy
from web.proxies import untrusted_proxy
from web.render import Renderer

TICKS, TICK_SECONDS = 3, 0.3
"""Of the stream that shows whether something in between holds answers back."""


def build_embed_check(settings: ServerSettings, renderer: Renderer) -> APIRouter:
    """The page and its stream."""
    router = APIRouter(include_in_schema=False)

    @router.api_route("/embed-check", methods=["GET", "HEAD"])
    def check(request: Request) -> Response:
        seen = _seen(request, settings)
        page = renderer.page(
            request,
            "embed-check",
            seen=seen,
            said=texts.EMBED_CHECK,
            seen_json=_json(seen),
            said_json=_json(texts.EMBED_CHECK),
        )
        page.headers["Cache-Control"] = "no-store"
        return page

    @router.get("/embed-check/stream")
    def stream() -> Response:
        return StreamingResponse(_ticks(), media_type="text/event-stream", headers={"Cache-Control": "no-store"})

    return router


def _json(record: Mapping[str, Any]) -> Markup:
    """JSON for a script element, which "<" could end."""
    return Markup(json.dumps(record, ensure_ascii=False).replace("<", "\\u003c"))  # noqa: S704 - escaped


async def _ticks() -> AsyncIterator[str]:
    for number in range(TICKS):
        yield f"data: {number}\n\n"
        await asyncio.sleep(TICK_SECONDS)


def _seen(request: Request, settings: ServerSettings) -> dict[str, Any]:
    return {
        "policy": frame_policy(settings.frame_ancestors),
        "root_path": settings.root_path,
        "host": request.headers.get("host", ""),
        "scheme": request.scope["scheme"],
        "untrusted_proxy": untrusted_proxy(request.scope),
        "ticks": TICKS,
        "tick_ms": round(TICK_SECONDS * 1000),
    }
