"""How the checked quotes of an answer are laid out: verdict, quotes or table, then the procedure that is asked for."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby

from answer import texts
from answer.comparisons import compared_clauses, comparisons_in
from answer.compose import cite_clause
from answer.emphasis import deciding, places_of
from answer.kinds import kind_of
from answer.model import Citation
from answer.pairs import pairs_of
from answer.render import escape, link, quote_block, table
from answer.verdict import judge
from corpus import Comparison, Procedure, Regulation, article_id_of, format_article

Focus = Callable[[str, str], tuple[int, int] | None]
"""Of a question and a quote, the part of the quote that the question is about; see `retriever.focus`."""


@dataclass(frozen=True, slots=True)
class Layout:
    """An answer from one regulation.

    Attributes:
        paragraphs: Markdown.
        verdict: whether what the question assumes agrees with the rule; None where nothing was compared.
        procedure: id of the procedure that is shown; empty where none is.
    """

    paragraphs: tuple[str, ...]
    verdict: bool | None = None
    procedure: str = ""


def lay_out(
    question: str,
    citations: Sequence[Citation],
    regulation: Regulation,
    *,
    course: bool = False,
    nearest: str = "",
    term: str = "",
    focus: Focus | None = None,
) -> Layout:
    """Lay out an answer from one regulation.

    Args:
        question: as it was understood; empty where an article was only looked up.
        citations: checked, in the order in which they are to be read.
        regulation: that they quote.
        course: whether the course of a procedure is asked for.
        nearest: id of the procedure that questions for a course, worded alike, ask for.
        term: whose places are asked for; empty where none is.
        focus: points at a part of a long quote; None for nothing.
    """
    kind = kind_of(question)
    if rows := _compared(question, citations, regulation):
        of_article = groupby(sorted(citations, key=lambda c: c.start), key=lambda c: c.article)
        cited = "、".join(link(list(group), format_article(article)) for article, group in of_article)
        return Layout((table(rows), texts.CITED_AS.format(citation=f"《{escape(regulation.meta.title)}》{cited}")))
    verdict = judge(question, kind, [citation.quote for citation in citations])
    said = (texts.AGREES if verdict.agrees else texts.DISAGREES).format(rule=escape(verdict.rule)) if verdict else ""
    procedure = procedure_for(question, citations, regulation, nearest) if course else None
    return Layout(
        (
            *((said,) if said else ()),
            *_quotes(citations, regulation, _bold(question, citations, term, focus)),
            *(_steps(procedure, regulation) if procedure else ()),
        ),
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
    """The quotes; under titles where there are several articles."""
    blocks = [list(run) for _, run in groupby(citations, key=lambda c: (c.article, c.paragraph))]
    several = len({citation.article for citation in citations}) > 1
    heading = None
    for number, block in enumerate(blocks, 1):
        title = regulation.guides.titles.get(block[0].article)
        if several and title and title != heading:
            yield texts.HEADING.format(title=escape(title))
            heading = title
        yield quote_block(block, regulation, bold=bold, number=number if len(blocks) > 1 else None)


def procedure_for(
    question: str, citations: Sequence[Citation], regulation: Regulation, nearest: str = ""
) -> Procedure | None:
    """The procedure whose course a question asks for.

    It is the nearest where that stands on any article of the answer; else one that stands on its first clause, or that
    the question names and that stands on any.
    """
    cited = [f"{c.regulation}/{c.article}/{c.paragraph}/{c.clause}" for c in citations]
    articles = {article_id_of(clause) for clause in cited}
    for procedure in regulation.guides.procedures:
        if procedure.id == nearest and articles & {article_id_of(clause) for clause in procedure.clauses}:
            return procedure
    asked = pairs_of(question)
    titles = Counter(pair for procedure in regulation.guides.procedures for pair in pairs_of(procedure.title))

    def named(procedure: Procedure) -> float:
        """Share of its title that stands in the question, by pairs of characters."""
        title = pairs_of(procedure.title)
        return len(title & asked) / len(title)

    def fit(procedure: Procedure) -> tuple[float, int, int]:
        """How far it is named, a pair of few titles counting more; then by its steps; then its clauses quoted."""
        title = sum(1 / titles[pair] for pair in pairs_of(procedure.title) & asked)
        steps = pairs_of("".join(step.label for step in procedure.steps))
        return title, len(steps & asked), len(procedure.clauses & set(cited))

    fitting = (
        procedure
        for procedure in regulation.guides.procedures
        if cited[0] in procedure.clauses or (named(procedure) >= _NAMED and procedure.clauses & set(cited))
    )
    return max(fitting, key=fit, default=None)


_NAMED = 0.6
"""Share of a title from which on a question names the procedure."""


def _compared(question: str, citations: Sequence[Citation], regulation: Regulation) -> list[list[str]]:
    """The table of the comparison whose clauses are quoted, and no others; empty where there is none."""
    quotes = {f"{c.regulation}/{c.article}/{c.paragraph}/{c.clause}": c for c in citations}
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
