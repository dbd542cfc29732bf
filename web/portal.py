"""A demo portal page that embeds the chat in an iframe, as the client's portal would. Served on a port of its own."""

from html import escape

from fastapi import FastAPI
from fastapi.responses import HTMLResponse

from answer import texts

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
header {{ background: #1f3a5f; color: #fff; padding: 1rem 1.5rem; }}
header h1 {{ font-size: 1.25rem; margin: 0; }}
main {{ display: flex; gap: 1.5rem; padding: 1.5rem; justify-content: space-between; flex-wrap: wrap; }}
main > p {{ flex: 1 1 12rem; line-height: 1.8; margin: 0; }}
iframe {{ flex: none; width: 420px; max-width: 100%; height: 680px; border: 1px solid #cbd2d9; border-radius: 6px;
  background: #fff; }}
</style>
</head>
<body>
<header><h1>{heading}</h1></header>
<main>
<p>{text}</p>
<iframe src="{chat}" title="{frame_title}" allow="clipboard-write"></iframe>
</main>
</body>
</html>
"""


def build_portal(chat_url: str) -> FastAPI:
    """Build the portal.

    Args:
        chat_url: address of the chat, as the user's browser reaches it.
    """
    portal = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    page = _PAGE.format(
        title=texts.PORTAL_TITLE,
        heading=texts.PORTAL_HEADING,
        text=texts.PORTAL_TEXT,
        frame_title=texts.PORTAL_FRAME_TITLE,
        chat=escape(f"{chat_url}/?embed=1"),
    )

    @portal.get("/", response_class=HTMLResponse)
    def show() -> str:
        return page

    return portal
