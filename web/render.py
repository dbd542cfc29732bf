"""The templates of the pages."""

from typing import Any

from fastapi import Request, Response
from fastapi.responses import HTMLResponse
from jinja2 import Environment, PackageLoader, StrictUndefined

from answer import texts
from answer.render import written_date
from web.assets import Assets
from web.conditional import conditional
from web.links import Links


class Renderer:
    """Renders the templates of `web/templates`."""

    def __init__(self, assets: Assets) -> None:
        """Load the templates as they are needed."""
        self._environment = Environment(
            loader=PackageLoader("web", "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
        )
        self._environment.globals.update(texts=texts, asset=assets.url, date=written_date, nav=texts.NAVIGATION)

    def page(self, request: Request, template: str, *, status: int = 200, **context: Any) -> HTMLResponse:
        """A page.

        Args:
            request: that it answers.
            template: name without `.html`.
            status: of the response.
            context: of the template.
        """
        links = Links(request)
        theme = links.kept.get("theme", "")
        html = self._environment.get_template(f"{template}.html").render(
            base=links.base,
            link=links.to,
            kept=links.kept.items(),
            embed="embed" in links.kept,
            here=links.here,
            colour_scheme=theme or "light dark",
            # `auto` follows the system.
            classes=" ".join([theme or "auto", *(["wengui-large"] if "size" in links.kept else [])]),
            **context,
        )
        return HTMLResponse(html, status)

    def kept_page(self, request: Request, template: str, **context: Any) -> Response:
        """A page that stays the same until the next start: a browser that holds it already gets 304."""
        return conditional(request, self.page(request, template, **context))
