"""An answer as HTML for the pages: its Markdown rendered, its links made to fit the page that they stand on."""

import re
from collections.abc import Callable, Sequence

from markdown_it import MarkdownIt
from markdown_it.token import Token
from markupsafe import Markup

_TAGS = frozenset({"<strong>", "</strong>"})
"""The tags that answers are written with; what else looks like one is text."""
_OURS = re.compile(r"(?:r|flow)/[\w./%-]+(?:\?c=[0-9/,]+)?")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


def answer_html(markdown: str, address: Callable[[str], str]) -> Markup:
    """Render an answer.

    What came from the regulation or the user is escaped in the Markdown already. Here is a second line: tags other
    than those of answers stay text, and so do addresses other than those of articles and pictures.

    Args:
        markdown: of the answer.
        address: makes an address, relative to the root of the app, fit the page.
    """
    tokens = _MARKDOWN.parse(markdown)
    _tame(tokens, address)
    html = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    # A table may be wider than a narrow page; then it scrolls in itself.
    html = html.replace("<table>", '<div class="wide"><table>').replace("</table>", "</table></div>")
    return Markup(html)  # noqa: S704 - see above


def _tame(tokens: Sequence[Token], address: Callable[[str], str]) -> None:
    for token in tokens:
        if token.type == "html_block" or (token.type == "html_inline" and token.content not in _TAGS):
            token.type = "text"
        for name in ("href", "src"):
            target = token.attrGet(name)
            if isinstance(target, str):
                token.attrSet(name, address(target) if _OURS.fullmatch(target) else "#")
        _tame(token.children or (), address)
