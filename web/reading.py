"""What the pages of a regulation show: exact-word search, neighbours, what belongs to an article."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import sha256

from markupsafe import Markup, escape

from answer import texts
from corpus import Article, Procedure, Regulation, find_references
from retriever.references import look_up

MOST_QUESTIONS = 4
"""Questions shown beside an article."""
_SHORTEST, _LONGEST = 8, 30
_AROUND = 60
"""Characters of a found line that are shown on both sides of the word."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Where the words of a search stand in an article.

    Attributes:
        clauses: paragraph/clause of each, as the address of an article takes them.
        shown: the lines, the words marked.
    """

    clauses: str
    shown: tuple[Markup, ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Articles under a heading; an empty heading for those under none."""

    heading: str
    articles: tuple[Article, ...]


def digest(regulation: Regulation) -> str:
    """SHA-256 of the text, in hexadecimal; that of the file."""
    return sha256(regulation.text.encode()).hexdigest()


def grouped(regulation: Regulation) -> tuple[Group, ...]:
    """The articles by chapter; in one group where there are no chapters."""
    groups = tuple(Group(chapter.heading.text, chapter.articles) for chapter in regulation.chapters)
    return groups or (Group("", regulation.articles),)


def article_asked(query: str, regulation: Regulation) -> Article | None:
    """The article that a search names by its number: 67, 67条 or 第六十七条."""
    named = f"第{query}条" if query.isdigit() else query
    found = look_up(named, [regulation])
    return found[0].articles[0] if len(found) == 1 and found[0].articles else None


def find_words(query: str, regulation: Regulation) -> list[tuple[Article, Lines]]:
    """The articles that hold every word of a search, exactly as written, in the order of the text."""
    words = query.split()
    found = []
    for article in regulation.articles:
        if words and all(word in article.text for word in words):
            clauses = [clause for clause in article.clauses if any(word in clause.text for word in words)]
            places = ",".join("/".join(clause.id.split("/")[2:]) for clause in clauses)
            found.append((article, Lines(places, tuple(_marked(clause.text, words) for clause in clauses[:3]))))
    return found


def _marked(text: str, words: Sequence[str]) -> Markup:
    first = min(text.find(word) for word in words if word in text)
    start = max(0, first - _AROUND // 2)
    shown = escape(
        ("…" if start else "") + text[start : first + _AROUND] + ("…" if first + _AROUND < len(text) else "")
    )
    for word in words:
        shown = shown.replace(escape(word), Markup("<mark>{}</mark>").format(word))
    return shown


def related(article: Article, regulation: Regulation) -> list[tuple[Article, str]]:
    """Other articles that belong to one, and why: named by it or naming it, compared with it, of the same procedure."""
    why: dict[Article, str] = {}
    for other in regulation.articles:
        if article in _named(other, regulation):
            why.setdefault(other, texts.NAMED_BY)
    for other in _named(article, regulation):
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
    """The procedures under the chapters in which they start."""
    chapter_of = {
        clause.id: group.heading for group in grouped(regulation) for a in group.articles for clause in a.clauses
    }
    groups: dict[str, list[Procedure]] = {}
    for procedure in regulation.guides.procedures:
        groups.setdefault(chapter_of[procedure.steps[0].clauses[0]], []).append(procedure)
    order = [group.heading for group in grouped(regulation)]
    return sorted(groups.items(), key=lambda pair: order.index(pair[0]))


def _named(article: Article, regulation: Regulation) -> list[Article]:
    found = look_up(article.text, [regulation]) if find_references(article.text) else ()
    return [named for reference in found for named in reference.articles]


def _in_turn(columns: Sequence[Sequence[str]]) -> Iterator[str]:
    for row in range(max(map(len, columns), default=0)):
        yield from (column[row] for column in columns if row < len(column))
