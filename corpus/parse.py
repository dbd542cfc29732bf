"""From the text of a regulation to its blocks, headings, articles, paragraphs and clauses."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from corpus.citation import ArticleNumber
from corpus.errors import CorpusError
from corpus.model import Article, Block, BlockKind, Clause, Heading, Paragraph
from corpus.numerals import LARGEST, NUMERAL_CHARS, parse_number, to_chinese

_NUMERAL = rf"(?:[{NUMERAL_CHARS}]+|[0-9０-９]+)"
_HEADING = re.compile(rf"第(?P<number>{_NUMERAL})(?P<unit>[编章节])[ \t\u3000]+(?P<title>\S.*?)\s*$")
# A label is followed by a space; 第三条规定的 at the start of a line is a cross-reference, and so is 第三条 第二款.
_LABEL = re.compile(
    rf"第(?P<number>{_NUMERAL})条(?:之(?P<suffix>{_NUMERAL}))?(?:[ \t\u3000]++|$)"
    rf"(?!至第|和第|或第|、|，|的|规定的|第{_NUMERAL}[款项])"
)
_UNITS = "编章节"
"""Headings, outermost first."""
_LABEL_ONLY = re.compile(rf"第(?P<number>{_NUMERAL})条(?:之(?P<suffix>{_NUMERAL}))?")
# An item (项) continues the paragraph above it: it is not a paragraph of its own.
_ITEM = re.compile(rf"[（(]{_NUMERAL}[）)]")
_CLAUSE = re.compile(r"[^。；\r\n]*[。；]+[”’』」）》]*|[^。；\r\n]+")


@dataclass(frozen=True, slots=True)
class Structure:
    """What a text was parsed into; the fields are those of `Regulation`."""

    blocks: tuple[Block, ...]
    headings: tuple[Heading, ...]
    articles: tuple[Article, ...]


@dataclass(frozen=True, slots=True)
class _Line:
    """A line without its surrounding white space; `number` counts from 1."""

    number: int
    text: str
    start: int

    @property
    def end(self) -> int:
        return self.start + len(self.text)


def parse(text: str, regulation_id: str, path: Path | None = None) -> Structure:
    """Parse a regulation's text.

    Args:
        text: the whole text, as read, with any header before the first heading or article.
        regulation_id: first part of every record's id.
        path: the file, for messages only.

    Raises:
        CorpusError: for a missing, repeated or out-of-order number of an article or heading, an empty article, or a
            text without articles.
    """
    parser = _Parser(text, regulation_id, path)
    for line in _lines(text):
        parser.read(line)
    return parser.finish()


@dataclass(slots=True)
class _OpenArticle:
    """The article that is being read: its number, where its text begins behind the label, its lines."""

    number: ArticleNumber
    body_start: int
    lines: list[_Line]


class _Parser:
    """Reads line by line; holds the article that is open and the headings above it."""

    def __init__(self, text: str, regulation_id: str, path: Path | None) -> None:
        self._text, self._id, self._path = text, regulation_id, path
        self._header: list[_Line] = []
        self._headings: list[Heading] = []
        self._articles: list[Article] = []
        self._above: dict[str, Heading] = {}
        self._last_number = dict.fromkeys(_UNITS, 0)
        self._open: _OpenArticle | None = None
        self._without_space: _Line | None = None

    def read(self, line: _Line) -> None:
        if heading := _HEADING.match(line.text):
            self._close()
            self._read_heading(line, heading)
        elif label := _LABEL.match(line.text):
            self._close()
            number = self._article_number(line, label)
            self._open = _OpenArticle(number, line.start + label.end(), [line])
        elif self._headings and not self._open:
            raise self._refuse(
                line,
                f"text that belongs to no article: {line.text[:20]!r}",
                "give it a label (第X条 and a space), or move it above the first heading",
            )
        else:
            (self._open.lines if self._open else self._header).append(line)
            if self._starts_with_next_label(line):
                self._without_space = line

    def finish(self) -> Structure:
        self._close()
        if self._without_space:
            label = self._without_space.text.partition("条")[0]
            raise self._refuse(
                self._without_space,
                f"{label}条 with no space behind it, and no such article follows",
                "add a space if it is the label of an article; a cross-reference must name an article that exists",
            )
        if not self._articles:
            raise self._refuse(None, "no article found", "start each article on a line: 第一条, a space, its text")
        return Structure(tuple(self._blocks()), tuple(self._headings), tuple(self._articles))

    def _read_heading(self, line: _Line, match: re.Match[str]) -> None:
        unit, number = match["unit"], self._number(line, match["number"])
        if number == 1 and not self._articles and self._last_number[unit] > 0 and unit != "节":
            self._drop_table_of_contents()
        expected = self._last_number[unit] + 1
        if number != expected:
            raise self._refuse(
                line,
                f"第{to_chinese(number)}{unit} where 第{to_chinese(expected)}{unit} must come",
                "put the headings in order and number them without gap or repetition",
            )
        heading = Heading(unit, number, match["title"], line.text, line.start, line.end)
        # Sections count anew in each chapter; chapters are numbered on through the parts.
        self._last_number |= {unit: number} if unit == "节" else {unit: number, "节": 0}
        outer = {u: h for u, h in self._above.items() if _UNITS.index(u) < _UNITS.index(unit)}
        self._above = outer | {unit: heading}
        self._headings.append(heading)

    def _drop_table_of_contents(self) -> None:
        """The headings so far were a 目录: the first of them comes a second time, and no article stood between."""
        listed = (_Line(0, heading.text, heading.start) for heading in self._headings)
        self._header.extend(listed)
        self._headings, self._above = [], {}
        self._last_number = dict.fromkeys(_UNITS, 0)

    def _article_number(self, line: _Line, label: re.Match[str]) -> ArticleNumber:
        suffix = self._number(line, label["suffix"]) if label["suffix"] else 0
        number = ArticleNumber(self._number(line, label["number"]), suffix)
        last = self._articles[-1].number if self._articles else None
        if _may_follow(number, last):
            self._without_space = None
            return number
        if any(number == article.number for article in self._articles):
            problem = f"{number.label} for the second time"
        else:
            order = "is out of order" if last and number < last else "leaves a gap"
            expected = ArticleNumber(min(last.number + 1, LARGEST) if last else 1)
            problem = f"{number.label} {order}: {expected.label} must come"
        mend = "number the articles from 第一条 on, each once and in order"
        if self._without_space:
            mend = f"line {self._without_space.number} starts with that label, but no space follows it: add one"
        raise self._refuse(line, problem, mend)

    def _starts_with_next_label(self, line: _Line) -> bool:
        label = _LABEL_ONLY.match(line.text)
        if label is None:
            return False
        try:
            number = ArticleNumber(
                parse_number(label["number"]), parse_number(label["suffix"]) if label["suffix"] else 0
            )
        except ValueError:
            return False
        return _may_follow(number, self._open.number if self._open else None)

    def _close(self) -> None:
        """Turn the open article into a record."""
        if self._open is None:
            return
        (first, *rest), number = self._open.lines, self._open.number
        body = _Line(first.number, first.text[self._open.body_start - first.start :], self._open.body_start)
        spans: list[tuple[int, int]] = []
        for line in [body, *rest]:
            if spans and _ITEM.match(line.text):
                spans[-1] = (spans[-1][0], line.end)
            elif line.text:
                spans.append((line.start, line.end))
        if not spans:
            raise self._refuse(first, f"{number.label} is empty", "add its text, or remove the label")
        article_id, end = f"{self._id}/{number}", spans[-1][1]
        self._articles.append(
            Article(
                id=article_id,
                number=number,
                path=tuple(" ".join(self._above[unit].text.split()) for unit in _UNITS if unit in self._above),
                text=self._text[first.start : end],
                start=first.start,
                end=end,
                paragraphs=tuple(
                    _paragraph(f"{article_id}/{n}", n, self._text[start:stop], start)
                    for n, (start, stop) in enumerate(spans, 1)
                ),
            )
        )
        self._open = None

    def _number(self, line: _Line, written: str) -> int:
        try:
            return parse_number(written)
        except ValueError as error:
            raise self._refuse(line, str(error), "write the number as in 第六十七条") from None

    def _refuse(self, line: _Line | None, problem: str, mend: str) -> CorpusError:
        return CorpusError(self._path, line.number if line else None, problem, mend)

    def _blocks(self) -> Iterator[Block]:
        records: list[tuple[_Line | Heading | Article, BlockKind]] = [
            *((line, BlockKind.HEADER) for line in self._header),
            *((heading, BlockKind.HEADING) for heading in self._headings),
            *((article, BlockKind.ARTICLE) for article in self._articles),
        ]
        position = 0
        for record, kind in sorted(records, key=lambda pair: pair[0].start):
            if position < record.start:
                yield Block(BlockKind.BLANK, self._text[position : record.start], position, record.start)
            yield Block(kind, record.text, record.start, record.end)
            position = record.end
        if position < len(self._text):
            yield Block(BlockKind.BLANK, self._text[position:], position, len(self._text))


def _may_follow(number: ArticleNumber, last: ArticleNumber | None) -> bool:
    """Whether an article may stand behind another, or at the start where there is none."""
    if last is None:
        return number == ArticleNumber(1)
    following = ((last.number + 1, 0), (last.number, last.suffix + 1))
    return (number.number, number.suffix) in following


def _paragraph(paragraph_id: str, number: int, text: str, start: int) -> Paragraph:
    clauses: list[Clause] = []
    for match in _CLAUSE.finditer(text):
        if clause := match.group().strip():
            n = len(clauses) + 1
            at = start + match.start() + match.group().index(clause)
            clauses.append(Clause(f"{paragraph_id}/{n}", n, clause, at, at + len(clause)))
    return Paragraph(paragraph_id, number, text, start, start + len(text), tuple(clauses))


def _lines(text: str) -> Iterator[_Line]:
    """Every line that is not blank, stripped, with its offset in the text. Lines end at LF, CR or CRLF only."""
    for number, match in enumerate(re.finditer(r"[^\r\n]*(?:\r\n|\r|\n|$)", text), 1):
        # A byte order mark is no part of the first line.
        stripped = match.group().strip().lstrip("\ufeff").lstrip()
        if stripped:
            yield _Line(number, stripped, match.start() + match.group().index(stripped))
