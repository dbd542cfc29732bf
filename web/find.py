"""The search in the text of a regulation: exact words, or the number of an article."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from markupsafe import Markup, escape

from corpus import Article, Clause, Reference, Regulation, parse_reference

MAX_QUERY_CHARS = 100
_AROUND = 40
"""Characters shown on both sides of a found word."""
_LINES = 3
"""Lines shown of an article; more where the words stand in more."""
# 67-1 is how addresses write 第六十七条之一; elsewhere it would be a range.
_SUFFIXED = re.compile(r"^([0-9]{1,4})-([0-9]{1,4})$")


@dataclass(frozen=True, slots=True)
class Found:
    """An article that holds every word of a search.

    Attributes:
        article: the article.
        places: paragraph/clause of each clause with a word, as the address of an article takes them.
        lines: the clauses to show, the words marked; empty where only the label holds them.
    """

    article: Article
    places: tuple[str, ...]
    lines: tuple[Markup, ...]


def reference_in(query: str, regulation: Regulation) -> Reference | None:
    """The article that a search names: 67, 67-1, 第六十七条, 33条2款, or a whole citation with the title in front.

    Returns:
        The reference, whether or not the regulation has such an article; None where the query is not one.
    """
    written = query.removeprefix(f"《{regulation.meta.title}》").strip()
    found = None
    for form in dict.fromkeys((_SUFFIXED.sub(r"\1条之\2", written), written)):
        try:
            found = parse_reference(form)
        except ValueError:
            continue
        if regulation.resolve(found):
            break
    return found


def find_words(query: str, regulation: Regulation) -> list[Found]:
    """The articles that hold every word of a search, exactly as written, in the order of the text."""
    words = tuple(dict.fromkeys(query.split()))
    if not words:
        return []
    return [_found(article, words) for article in regulation.articles if all(word in article.text for word in words)]


def _found(article: Article, words: Sequence[str]) -> Found:
    hits = [
        (clause, places)
        for paragraph in article.paragraphs
        for clause in paragraph.clauses
        if (places := _places(words, paragraph.text, clause.start - paragraph.start, len(clause.text)))
    ]
    shown = _shown([clause for clause, _ in hits], words)
    return Found(
        article,
        tuple("/".join(clause.id.split("/")[2:]) for clause, _ in hits),
        tuple(_marked(clause.text, places) for clause, places in hits if clause in shown),
    )


def _places(words: Sequence[str], text: str, start: int, length: int) -> frozenset[int]:
    """The characters of a clause that belong to a word, though the word may begin or end in the next clause."""
    found = set()
    for word in words:
        at = text.find(word)
        while at >= 0:
            found |= {place - start for place in range(at, at + len(word)) if 0 <= place - start < length}
            at = text.find(word, at + 1)
    return frozenset(found)


def _shown(clauses: Sequence[Clause], words: Sequence[str]) -> list[Clause]:
    """Of each word the first clause, then others up to `_LINES`."""
    first = [next((clause for clause in clauses if word in clause.text), None) for word in words]
    chosen = list(dict.fromkeys(clause for clause in first if clause))
    rest = [clause for clause in clauses if clause not in chosen]
    return chosen + rest[: max(0, _LINES - len(chosen))]


def _marked(text: str, places: frozenset[int]) -> Markup:
    """The stretches of a clause around the places, which are marked; … for what is left out."""
    near = {at for place in places for at in range(place - _AROUND, place + _AROUND + 1)}
    return Markup("").join(_stretches(text, places, near))


def _stretches(text: str, places: frozenset[int], near: set[int]) -> Iterator[Markup]:
    for (marked, kept), group in groupby(enumerate(text), key=lambda char: (char[0] in places, char[0] in near)):
        stretch = escape("".join(char for _, char in group))
        yield Markup("<mark>{}</mark>").format(stretch) if marked else stretch if kept else Markup("…")
