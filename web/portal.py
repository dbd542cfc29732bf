"""A demo portal that embeds the chat as the client's portal would. Served on a port of its own."""

from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from answer import texts
from retriever.settings import PROJECT_DIR

_PAGE = """<!doctype html>
<html lang="zh-CN">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>{title}</title>
<style>
body {{ margin: 0; font-family: "Noto Sans CJK SC", "Microsoft YaHei", "PingFang SC", sans-serif; color: #1f2933;
  background: #eef1f5; }}
header {{ background: #1f3a5f; color: #fff; padding: 1rem 1.5rem 0.25rem; }}
header h1 {{ font-size: 1.25rem; margin: 0; }}
header a {{ color: #fff; display: inline-block; line-height: 44px; margin-right: 1.25rem; }}
header a[aria-current] {{ font-weight: bold; text-decoration: none; }}
main {{ display: flex; gap: 1.5rem; padding: 1.5rem; justify-content: space-between; flex-wrap: wrap; }}
main > p {{ flex: 1 1 12rem; line-height: 1.8; margin: 0; }}
@media (max-width: 479px) {{ header {{ padding: 0.75rem 0.75rem 0; }} main {{ padding: 0.75rem; }} }}
</style>
</head>
<body>
<header><h1>{heading}</h1><nav aria-label="{heading}">{links}</nav></header>
<main>
<p>{text}</p>
{snippet}
</main>
</body>
</html>
"""
_SNIPPETS = {"/": "portal-iframe.html", "/button": "portal-button.html"}
_SAMPLE = "https://portal.example.gov.cn/wengui/"
"""Address of the chat in the snippets, for the portal's people to change."""


def build_portal(chat_url: str) -> FastAPI:
    """Build the portal: a page for each snippet of `deploy/`, which stands in it as it is delivered.

    Args:
        chat_url: address of the chat, as the user's browser reaches it.
    """
    portal = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    pages = {path: _page(path, chat_url) for path in _SNIPPETS}

    @portal.get("/", response_class=HTMLResponse)
    def show_frame() -> str:
        return pages["/"]

    @portal.get("/button", response_class=HTMLResponse)
    def show_button() -> str:
        return pages["/button"]

    return portal


def _page(path: str, chat_url: str) -> str:
    snippet = (PROJECT_DIR / "deploy" / _SNIPPETS[path]).read_text("utf-8")
    return _PAGE.format(
        title=texts.PORTAL_TITLE,
        heading=texts.PORTAL_HEADING,
        text=texts.PORTAL_TEXTS[path],
        links="".join(
            f'<a href="{other}"{" aria-current=page" if other == path else ""}>{texts.PORTAL_LINKS[other]}</a>'
            for other in _SNIPPETS
        ),
        snippet=snippet.replace(_SAMPLE, escape(f"{chat_url}/")),
    )
