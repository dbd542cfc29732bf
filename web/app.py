"""The FastAPI app around the chat: everything that is served without Gradio, and the middleware."""

from pathlib import Path
from typing import Any

from fastapi import FastAPI, HTTPException, Response

from answer.flow import draw
from answer.service import Service
from retriever.settings import ServerSettings
from web.framing import FrameAncestors
from web.page_head import PageHead

STATIC = Path(__file__).parent / "static"


def build_web(service: Service, settings: ServerSettings) -> FastAPI:
    """Build the app; the chat is mounted on it afterwards, so that these routes come first.

    Args:
        service: answers, and holds the regulations.
        settings: of the server.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "regulations": {r.id: len(r.articles) for r in service.regulations}}

    flows = {(r.id, p.id): draw(p) for r in service.regulations for p in r.guides.procedures}

    @app.get("/flow/{regulation}/{procedure}.svg")
    def flow(regulation: str, procedure: str) -> Response:
        if (regulation, procedure) not in flows:
            raise HTTPException(404)
        return Response(flows[regulation, procedure], media_type="image/svg+xml")

    app.add_middleware(PageHead, html=(STATIC / "head.html").read_text("utf-8"))
    app.add_middleware(FrameAncestors, sources=settings.frame_ancestors)
    return app
