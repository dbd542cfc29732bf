"""The FastAPI app around the chat: everything that is served without Gradio, and the middleware."""

from collections.abc import Sequence
from html import escape
from typing import Any

from fastapi import FastAPI, HTTPException, Response

from answer import texts
from answer.flow import draw
from answer.service import Service
from retriever.settings import ServerSettings
from web.assets import STATIC, Assets
from web.embed_check import build_embed_check
from web.errors import add_error_pages
from web.framing import FrameAncestors
from web.page_head import PageHead
from web.pages import build_pages
from web.render import Renderer


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

    assets = Assets()
    renderer = Renderer(assets)
    app.include_router(assets.router())
    app.include_router(build_pages(service, renderer))
    app.include_router(build_embed_check(settings, renderer))
    add_error_pages(app, renderer)
    app.add_middleware(PageHead, head=_head(assets, settings.frame_ancestors), body=_NO_SCRIPT)
    app.add_middleware(FrameAncestors, sources=settings.frame_ancestors)
    return app


def _head(assets: Assets, ancestors: Sequence[str]) -> str:
    """What stands in the <head> of the chat page: what runs before Gradio starts, styles, the script."""
    first = (STATIC / "head.html").read_text("utf-8")
    styles = (f'<link rel="stylesheet" href="{assets.url(css)}">' for css in ("tokens.css", "chat.css"))
    portals = f'<meta name="wengui-portals" content="{escape(" ".join(ancestors))}">'
    return f'{portals}{first}{"".join(styles)}<script defer src="{assets.url("chat.js")}"></script>'


_NO_SCRIPT = f'<noscript><p>{texts.OLD_BROWSER}<a href="ask">{texts.PLAIN_PAGE}</a></p></noscript>'
