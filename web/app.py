"""The FastAPI app around the chat: everything that is served without Gradio, and the middleware."""

from collections.abc import Sequence
from html import escape
from typing import Any

from fastapi import FastAPI, HTTPException, Request, Response

from answer import texts
from answer.flow import draw
from answer.service import Service
from retriever.settings import ServerSettings
from web.assets import STATIC, Assets
from web.closed import close
from web.conditional import conditional
from web.embed_check import build_embed_check
from web.errors import add_error_pages
from web.feedback import build_feedback, form_template
from web.page_head import PageHead
from web.pages import build_pages
from web.records import Records
from web.render import Renderer


def build_web(service: Service, settings: ServerSettings, records: Records = Records()) -> FastAPI:  # noqa: B008 - frozen
    """Build the app; the chat is mounted on it afterwards, so that these routes come first.

    Args:
        service: answers, and holds the regulations.
        settings: of the server.
        records: what is kept of the users.
    """
    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)

    @app.get("/healthz")
    def healthz() -> dict[str, Any]:
        return {"status": "ok", "regulations": {r.id: len(r.articles) for r in service.regulations}}

    flows = {(r.id, p.id): draw(p) for r in service.regulations for p in r.guides.procedures}

    @app.api_route("/flow/{regulation}/{procedure}.svg", methods=["GET", "HEAD"])
    def flow(request: Request, regulation: str, procedure: str) -> Response:
        if (regulation, procedure) not in flows:
            raise HTTPException(404)
        return conditional(request, Response(flows[regulation, procedure], media_type="image/svg+xml"))

    assets = Assets()
    renderer = Renderer(assets)
    app.include_router(assets.router())
    app.include_router(build_pages(service, renderer, records.audit))
    app.include_router(build_embed_check(settings, renderer))
    if records.feedback:
        app.include_router(build_feedback(service, records.feedback))
    add_error_pages(app, renderer)
    app.add_middleware(
        PageHead,
        head=_head(assets, settings.frame_ancestors, with_feedback=records.feedback is not None),
        body=_NO_SCRIPT + (form_template() if records.feedback else ""),
    )
    app.state.chat_functions = {}
    close(app, settings, renderer)
    return app


def _head(assets: Assets, ancestors: Sequence[str], *, with_feedback: bool) -> str:
    """What stands in the <head> of the chat page: what runs before Gradio starts, styles, the script."""
    first = (STATIC / "head.html").read_text("utf-8")
    names = ("chat", "feedback") if with_feedback else ("chat",)
    styles = (f'<link rel="stylesheet" href="{assets.url(f"{name}.css")}">' for name in ("tokens", *names))
    scripts = (f'<script defer src="{assets.url(f"{name}.js")}"></script>' for name in names)
    portals = f'<meta name="wengui-portals" content="{escape(" ".join(ancestors))}">'
    return "".join([portals, first, *styles, *scripts])


_OLD_BROWSER = f'{texts.OLD_BROWSER}<a href="ask">{texts.PLAIN_PAGE}</a>'
# Styled here: the chat's styles are too new for such a browser. Above the chat, of which some part may still show.
_NOTICE = (
    "display:none;position:fixed;top:0;left:0;right:0;z-index:99;margin:0;padding:1em;background:#fff;color:#1b2733"
)
_NO_SCRIPT = (
    f'<noscript><p>{_OLD_BROWSER}</p></noscript><p id="wengui-old" style="{_NOTICE}">{_OLD_BROWSER}</p>'
    '<script defer src="site/old-browser.js"></script>'
)
"""For browsers that run no script, or none as new as the chat's."""
