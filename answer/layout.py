"""How the checked quotes of an answer are laid out: verdict, quotes or table, then the procedure that is asked for."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from answer import texts
from answer.comparisons import compared_clauses, comparisons_in
from answer.compose import cite_clause
from answer.emphasis import deciding, places_of
from answer.kinds import kind_of
from answer.model import Citation
from answer.procedures import procedure_for, with_steps
from answer.render import escape, link, quote_block, table
from answer.verdict import judge
from corpus import Comparison, Procedure, Regulation, format_article

Focus = Callable[[str, str], tuple[int, int] | None]
"""Of a question and a quote, the part of the quote that the question is about; see `retriever.focus`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """An answer from one regulation.

    Attributes:
        paragraphs: Markdown.
        citations: in the order in which they stand in it.
        verdict: whether what the question assumes agrees with the rule; None where nothing was compared.
        procedure: id of the procedure that is shown; empty where none is.
    """

    paragraphs: tuple[str, ...]
    citations: tuple[Citation, ...]
    verdict: bool | None = None
    procedure: str = ""


def lay_out(
    question: str,
    citations: Sequence[Citation],
    regulation: Regulation,
    *,
    courses: Mapping[str, float] | None = None,
    term: str = "",
    focus: Focus | None = None,
) -> Layout:
    """Lay out an answer from one regulation.

    Args:
        question: as it was understood; empty where an article was only looked up.
        citations: checked, the answer first.
        regulation: that they quote.
        courses: where the course of a procedure is asked for, procedures to their shares of the questions worded alike;
            None where none is.
        term: whose places are asked for; empty where none is.
        focus: points at a part of a long quote; None for nothing.
    """
    if rows := _compared(question, citations, regulation):
        of_article = groupby(sorted(citations, key=lambda c: c.start), key=lambda c: c.article)
        cited = "、".join(link(list(group), format_article(article)) for article, group in of_article)
        title = escape(regulation.meta.title)
        return Layout((table(rows), texts.CITED_AS.format(citation=f"《{title}》{cited}")), tuple(citations))
    procedure = procedure_for(question, citations, regulation, courses) if courses is not None else None
    verdict = judge(question, [citation.clause_id for citation in citations], regulation)
    citations = with_steps(citations, procedure, regulation) if procedure else citations
    said = (texts.AGREES if verdict.agrees else texts.DISAGREES).format(rule=escape(verdict.rule)) if verdict else ""
    return Layout(
        (
            *((said,) if said else ()),
            *_quotes(citations, regulation, _bold(question, citations, term, focus)),
            *(_steps(procedure, regulation) if procedure else ()),
        ),
        tuple(citations),
        verdict.agrees if verdict else None,
        procedure.id if procedure else "",
    )


def _bold(
    question: str, citations: Sequence[Citation], term: str, focus: Focus | None
) -> Mapping[Citation, Sequence[tuple[int, int]]]:
    """What is set in bold: the term, or what decides in the first quote, or the part that a long one is quoted for."""
    if term or not question:
        return {citation: places_of(term, citation.quote) if term else () for citation in citations}
    decides = deciding(citations[0].quote, question, kind_of(question))
    bold: dict[Citation, Sequence[tuple[int, int]]] = {citations[0]: decides}
    for citation in citations[1 if decides else 0 :]:
        if focus and (part := focus(question, citation.quote)):
            bold[citation] = (part,)
    return bold


def _quotes(
    citations: Sequence[Citation], regulation: Regulation, bold: Mapping[Citation, Sequence[tuple[int, int]]]
) -> Iterator[str]:
    """The quotes; under titles where there are several articles.

    Of one article the title stands behind its number where the quote begins within a paragraph: 负责市政府机关工作 does
    not say who.
    """
    blocks = [list(run) for _, run in groupby(citations, key=lambda c: (c.article, c.paragraph))]
    several = len({citation.article for citation in citations}) > 1
    heading = None
    for number, block in enumerate(blocks, 1):
        title = regulation.guides.titles.get(block[0].article, "")
        if several and title and title != heading:
            yield texts.HEADING.format(title=escape(title))
            heading = title
        within = not several and min(citation.clause for citation in block) > 1
        yield quote_block(
            block,
            regulation,
            bold=bold,
            number=number if len(blocks) > 1 else None,
            title=title if within else "",
        )


def _compared(question: str, citations: Sequence[Citation], regulation: Regulation) -> list[list[str]]:
    """The table of the comparison whose clauses are quoted, and no others; empty where there is none."""
    quotes = {citation.clause_id: citation for citation in citations}
    for comparison, sides in comparisons_in(question, regulation):
        if quotes.keys() == set(compared_clauses(comparison, sides)):
            return _rows(comparison, sides, quotes)
    return []


def _rows(comparison: Comparison, sides: Sequence[int], quotes: Mapping[str, Citation]) -> list[list[str]]:
    """The cells of a table, with its head."""
    rows = [[texts.COMPARED, *(escape(comparison.sides[side].title) for side in sides)]]
    for row in comparison.rows:
        cells = [quotes[clause] if (clause := row.clauses[side]) else None for side in sides]
        if any(cells):
            shown = [f"{escape(c.quote)}（{c.article.label}）" if c else texts.NO_CELL for c in cells]
            rows.append([escape(row.title), *shown])
    return rows


def _steps(procedure: Procedure, regulation: Regulation) -> list[str]:
    lines = []
    for number, step in enumerate(procedure.steps, 1):
        cited = groupby((cite_clause(regulation, clause) for clause in step.clauses), key=lambda c: c.article)
        actor = f"<strong>{escape(step.actor)}</strong>" if step.actor else ""
        limit = f"（{escape(step.limit)}）" if step.limit else ""
        where = "、".join(link(list(group), article.label) for article, group in cited)
        lines.append(f"{number}. {actor}{escape(step.label)}{limit} · {where}")
    head = texts.PROCEDURE.format(title=escape(procedure.title), count=len(procedure.steps))
    alternative = texts.FLOW_ALTERNATIVE.format(title=escape(procedure.title))
    picture = f"![{alternative}](flow/{regulation.id}/{procedure.id}.svg)"
    return [head, "\n".join(lines), picture]
