"""Templates, and links that work under any prefix: every address is relative to the page that it stands on."""

from datetime import date
from typing import Any
from urllib.parse import urlencode

from fastapi import Request
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined
from markdown_it import MarkdownIt
from markupsafe import Markup

from answer import texts
from web.assets import Assets

_KEPT = {"theme": ("light", "dark"), "size": ("large",), "embed": ("1",)}
"""Parameters of the address that a link hands on, and what they may be."""


class Renderer:
    """Renders the templates of `web/templates`."""

    def __init__(self, assets: Assets) -> None:
        """Load the templates as they are needed."""
        self._environment = Environment(
            loader=PackageLoader("web", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.globals.update(texts=texts, asset=assets.url, date=_date, nav=texts.NAVIGATION)

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page.

        Args:
            request: that it answers.
            template: name without `.html`.
            status: of the response.
            context: of the template.
        """
        kept = [
            (name, value) for name, allowed in _KEPT.items() if (value := request.query_params.get(name)) in allowed
        ]
        chosen = dict(kept)
        path = request.scope["path"].removeprefix(request.scope.get("root_path", ""))
        base = "../" * (path.count("/") - 1) or "./"

        def link(path: str, **parameters: object) -> str:
            query = urlencode([*((n, v) for n, v in parameters.items() if v), *kept], doseq=True)
            return f"{base}{path}{'?' if query else ''}{query}"

        html = self._environment.get_template(f"{template}.html").render(
            base=base,
            link=link,
            kept=kept,
            embed="embed" in chosen,
            here=path.strip("/").split("/")[0],
            classes=" ".join(
                filter(
                    None, ("dark" if chosen.get("theme") == "dark" else "", "wengui-large" if "size" in chosen else "")
                )
            ),
            **context,
        )
        return HTMLResponse(html, status)


def answer_html(markdown: str) -> Markup:
    """An answer as HTML. What came from the regulation or the user is escaped in the Markdown already."""
    return Markup(MarkdownIt("commonmark").enable("table").render(markdown))  # noqa: S704 - see above


def _date(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
