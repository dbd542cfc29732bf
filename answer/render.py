"""Answers as Markdown. What the regulation or the user wrote is escaped; only fixed phrases carry markup."""

import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from itertools import groupby

from answer import texts
from answer.model import Citation
from corpus import Regulation, format_citation

# Markdown's own marks, and & first: an entity in the text must stay text.
_ESCAPED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"} | {char: f"\\{char}" for char in r"\`*_[]#|~$"}
# What makes a list or a rule at the start of a text: -, +, =, 1. and 2).
_BLOCK_MARK = re.compile(r"^(\s*(?:\d+(?=[.)])|(?=[-+=])))")
_UNESCAPED = {escape: char for char, escape in _ESCAPED.items()} | {f"\\{char}": char for char in "-+=.)"}
_ANY_ESCAPE = re.compile("|".join(map(re.escape, _UNESCAPED)))


def escape(text: str) -> str:
    """Make a text show as it is in Markdown, HTML in it included. `unescape` takes it back."""
    return _BLOCK_MARK.sub(r"\1\\", "".join(_ESCAPED.get(char, char) for char in text))


def unescape(markdown: str) -> str:
    """Take back `escape`."""
    return _ANY_ESCAPE.sub(lambda match: _UNESCAPED[match.group()], markdown)


def written_date(day: date) -> str:
    """A day as it is written in a text: 2023年2月1日."""
    return f"{day.year}年{day.month}月{day.day}日"


def quote_block(
    run: Sequence[Citation],
    regulation: Regulation,
    *,
    bold: Mapping[Citation, Sequence[tuple[int, int]]] | None = None,
    number: int | None = None,
    title: str = "",
) -> str:
    """Quote citations of one paragraph, with where they stand under them.

    Neighbouring clauses stand in one line of the quote, others in lines of their own.

    Args:
        run: of one paragraph.
        regulation: that they quote.
        bold: citation to the stretches of its quote that are set in bold.
        number: of the block, where an answer has several.
        title: of the article, where a quote alone does not say whose it is; empty for none.
    """
    lines: list[list[Citation]] = []
    for citation in run:
        if lines and lines[-1][-1].end == citation.start:
            lines[-1].append(citation)
        else:
            lines.append([citation])
    quoted = "\n>\n".join("> " + "".join(_quote(c.quote, (bold or {}).get(c, ())) for c in line) for line in lines)
    article = regulation.article(run[0].article)
    several = article is not None and len(article.paragraphs) > 1
    cited = format_citation(regulation.meta.title, run[0].article, run[0].paragraph if several else None)
    titled = texts.TITLED.format(title=escape(title)) if title else ""
    numbered = texts.NUMBERED.format(number) if number else ""
    return f"{quoted}\n\n{texts.CITED_AS.format(citation=link(run, cited))}{titled}{numbered}"


def quote_blocks(citations: Iterable[Citation], regulation: Regulation) -> tuple[str, ...]:
    """Quote citations, one block for each run of the same paragraph."""
    runs = groupby(citations, key=lambda c: (c.article, c.paragraph))
    return tuple(quote_block(list(run), regulation) for _, run in runs)


def table(rows: Sequence[Sequence[str]]) -> str:
    """A Markdown table of cells that are Markdown already; the first row is its head."""
    head, *body = (f"| {' | '.join(row)} |" for row in rows)
    return "\n".join([head, "|" + " --- |" * len(rows[0]), *body])


def _quote(quote: str, bold: Sequence[tuple[int, int]]) -> str:
    shown, at = "", 0
    for start, end in bold:
        shown += f"{escape(quote[at:start])}<strong>{escape(quote[start:end])}</strong>"
        at = end
    return shown + escape(quote[at:])


def article_address(citations: Sequence[Citation]) -> str:
    """Address of the page of an article, relative to the root of the app, with the quoted clauses marked.

    Args:
        citations: of one article.
    """
    first = citations[0]
    places = ",".join(f"{c.paragraph}/{c.clause}" for c in citations)
    return f"r/{first.regulation}/{first.article}?c={places}"


def link(citations: Sequence[Citation], shown: str) -> str:
    """A link to what is cited.

    Args:
        citations: of one article.
        shown: text of the link; it is escaped here.
    """
    return f"[{escape(shown)}]({article_address(citations)})"
