"""References by place: 最后一条, 倒数第二条, 第八章第一条, 附则讲什么. A place, unlike a number, takes the text."""

import re
from collections.abc import Iterator

from corpus import Article, Chapter, ChapterReference, Reference, Regulation, find_chapters
from corpus.numerals import NUMERAL_CHARS, parse_number

_NUMBER = rf"[0-9{NUMERAL_CHARS}]{{1,4}}"
_FROM_EITHER_END = (
    rf"倒数第?(?P<back>{_NUMBER})|(?P<last>最后|最末|末尾)的?一|(?P<end>末)|(?P<first>头一|首|开头一|开篇第?一)"
)
_IN_TEXT = re.compile(rf"(?:{_FROM_EITHER_END})\s*条")
_IN_CHAPTER = re.compile(rf"\s*(?:里面?|中)?的?\s*(?:第(?P<nth>{_NUMBER})|{_FROM_EITHER_END})\s*条")
_NEED_NO_CHAPTER = ("总则", "附则")
"""Titles that are nothing but titles; others are subjects, too: 会议制度 is searched, 会议制度那一章 is shown."""


def find_places(question: str, regulation: Regulation) -> tuple[Reference | ChapterReference, ...]:
    """Find what a question names by its place in a regulation, from left to right.

    第八章第二条 is the second article of that chapter, unless the article of that number stands in it.
    """
    titled = tuple(_titled(question, regulation))
    chapters = {chapter.heading.number: chapter for chapter in regulation.chapters}
    found: list[Reference | ChapterReference] = []
    for named in sorted((*find_chapters(question), *titled), key=lambda reference: reference.start):
        place = _IN_CHAPTER.match(question, named.end)
        if place and named.number in chapters:
            article = _in_chapter(place, chapters[named.number])
            found += [_reference(article, named.start, place.end())] if article else []
        elif named in titled:
            found.append(named)
    if not found and (place := _IN_TEXT.search(question)):
        article = _counted(place, regulation.articles)
        found += [_reference(article, place.start(), place.end())] if article else []
    return tuple(found)


def _titled(question: str, regulation: Regulation) -> Iterator[ChapterReference]:
    for chapter in regulation.chapters:
        title = re.escape(chapter.heading.title)
        behind = r"(?:[这那]?一?(?:章|部分))" + ("?" if chapter.heading.title in _NEED_NO_CHAPTER else "")
        if match := re.search(title + behind, question):
            yield ChapterReference(chapter.heading.number, match.start(), match.end())


def _in_chapter(place: re.Match[str], chapter: Chapter) -> Article | None:
    if place["nth"] is None:
        return _counted(place, chapter.articles)
    number = _parsed(place["nth"])
    by_number = (article for article in chapter.articles if article.number.number == number)
    return next(by_number, None) or _at(number, chapter.articles)


def _counted(place: re.Match[str], articles: tuple[Article, ...]) -> Article | None:
    if place["back"]:
        return _at(_parsed(place["back"]), articles[::-1])
    return articles[0] if place["first"] else articles[-1]


def _at(number: int, articles: tuple[Article, ...]) -> Article | None:
    return articles[number - 1] if 1 <= number <= len(articles) else None


def _parsed(written: str) -> int:
    """A number as people write it; 0, which nothing has, where it is none."""
    try:
        return parse_number(written)
    except ValueError:
        return 0


def _reference(article: Article, start: int, end: int) -> Reference:
    return Reference(article.number, article.number, None, start, end)
