"""What the pages of a regulation show: articles under their headings, and what belongs to an article."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

from answer import texts
from corpus import Article, ArticleNumber, Procedure, Regulation, find_references, format_citation
from retriever.references import look_up

MOST_QUESTIONS = 4
"""Questions shown beside an article."""
_SHORTEST, _LONGEST = 8, 30


@dataclass(frozen=True, slots=True)
class Group:
    """Articles under a heading; an empty heading for those under none."""

    heading: str
    articles: tuple[Article, ...]


def digest(regulation: Regulation) -> str:
    """SHA-256 of the text, in hexadecimal; that of the file."""
    return sha256(regulation.text.encode()).hexdigest()


def grouped(regulation: Regulation) -> tuple[Group, ...]:
    """The articles under their headings, part, chapter and section in one line; every article is in one group."""
    return tuple(
        Group("　".join(path), tuple(articles))
        for path, articles in groupby(regulation.articles, key=lambda article: article.path)
    )


def citation_of(article: Article, regulation: Regulation, marked: Collection[str]) -> str:
    """An article as it is cited in a document; only some of its clauses, a paragraph a line, where some are marked.

    Args:
        article: of the regulation.
        regulation: that is cited.
        marked: ids of the clauses.
    """
    title, several = regulation.meta.title, len(article.paragraphs) > 1
    lines = []
    for paragraph in article.paragraphs:
        runs = groupby(paragraph.clauses, key=lambda clause: clause.id in marked)
        if quoted := "……".join("".join(c.text for c in run) for is_marked, run in runs if is_marked):
            cited = format_citation(title, article.number, paragraph.number if several else None)
            lines.append(f"{cited}：“{quoted}”")
    whole = "\n".join(paragraph.text for paragraph in article.paragraphs)
    return "\n".join(lines) or f"{format_citation(title, article.number)}：“{whole}”"


def mentions_in(regulation: Regulation) -> Mapping[ArticleNumber, tuple[Article, ...]]:
    """The articles that each article names in its text."""
    return {article.number: tuple(_named(article, regulation)) for article in regulation.articles}


def related(
    article: Article, regulation: Regulation, mentions: Mapping[ArticleNumber, Sequence[Article]]
) -> list[tuple[Article, str]]:
    """Other articles that belong to one, and why: named by it or naming it, compared with it, of the same procedure.

    Args:
        article: of the regulation.
        regulation: all of it.
        mentions: of `mentions_in`.
    """
    why: dict[Article, str] = {}
    for other in regulation.articles:
        if article in mentions[other.number]:
            why.setdefault(other, texts.NAMED_BY)
    for other in mentions[article.number]:
        why.setdefault(other, texts.NAMES)
    of = {clause.id: a for a in regulation.articles for clause in a.clauses}
    for comparison in regulation.guides.comparisons:
        compared = [of[clause] for row in comparison.rows for clause in row.clauses if clause]
        if article in compared:
            for other in compared:
                why.setdefault(other, texts.COMPARED_WITH)
    for procedure in procedures_of(article, regulation):
        for clause in sorted(procedure.clauses):
            why.setdefault(of[clause], texts.OTHER_STEPS)
    return sorted(((a, reason) for a, reason in why.items() if a is not article), key=lambda pair: pair[0].number)


def procedures_of(article: Article, regulation: Regulation) -> list[Procedure]:
    """The procedures that stand on an article."""
    mine = {clause.id for clause in article.clauses}
    return [procedure for procedure in regulation.guides.procedures if procedure.clauses & mine]


def questions_of(article: Article, regulation: Regulation) -> tuple[str, ...]:
    """Questions that an article answers, one for each of its clauses in turn."""
    mine: dict[str, list[str]] = {clause.id: [] for clause in article.clauses}
    for question in sorted(regulation.questions, key=lambda q: q.style != "formal"):
        fits = question.style in ("formal", "colloquial") and _SHORTEST <= len(question.text) <= _LONGEST
        if fits and len(question.clauses) == 1 and question.clauses[0] in mine:
            mine[question.clauses[0]].append(question.text)
    return tuple(_in_turn(list(mine.values())))[:MOST_QUESTIONS]


def by_chapter(regulation: Regulation) -> list[tuple[str, list[Procedure]]]:
    """The procedures under the headings under which they start, in the order of the text."""
    place = {
        clause.id: at for at, group in enumerate(grouped(regulation)) for a in group.articles for clause in a.clauses
    }
    groups: dict[int, list[Procedure]] = {}
    for procedure in regulation.guides.procedures:
        first = next((clause for step in procedure.steps for clause in step.clauses), None)
        groups.setdefault(place[first] if first else 0, []).append(procedure)
    headings = [group.heading for group in grouped(regulation)]
    return [(headings[at], groups[at]) for at in sorted(groups)]


def _named(article: Article, regulation: Regulation) -> list[Article]:
    found = look_up(article.text, [regulation]) if find_references(article.text) else ()
    return [named for reference in found for named in reference.articles]


def _in_turn(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in range(max(map(len, columns), default=0)):
        yield from (column[row] for column in columns if row < len(column))
