"""The citation grammar: article references as people write them, and as the product writes them.

Understood: 第三十三条, 第三十三条第二款, 33条2款, 33条（2）, 79（3）, 第十条之一, 第六十七条至第六十九条, 67-69条,
第67、68条, §13, Art. 47, and a number that stands alone; chapters: 第八章, 8章, ch8. Numerals are Chinese, also 廿九
and 贰, or ASCII or full-width digits.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from corpus.numerals import NUMERAL_CHARS, parse_number, to_chinese


@dataclass(frozen=True, slots=True, order=True)
class ArticleNumber:
    """The number of an article; 第六十七条之一 has number 67 and suffix 1.

    Ordered as the regulation orders them: 67 < 67-1 < 67-2 < 68.
    """

    number: int
    suffix: int = 0

    def __post_init__(self) -> None:
        """Refuse numbers that no article can have."""
        to_chinese(self.number)
        if self.suffix != 0:
            to_chinese(self.suffix)

    def __str__(self) -> str:
        """The form used in ids and in JSON: 67, 67-1."""
        return f"{self.number}-{self.suffix}" if self.suffix else str(self.number)

    @property
    def label(self) -> str:
        """The form used in the regulation: 第六十七条, 第六十七条之一."""
        suffix = f"之{to_chinese(self.suffix)}" if self.suffix else ""
        return f"第{to_chinese(self.number)}条{suffix}"

    @classmethod
    def parse(cls, written: str) -> "ArticleNumber":
        """Read the form used in ids: 67, 67-1.

        Raises:
            ValueError: for any other form.
        """
        number, dash, suffix = written.partition("-")
        return cls(parse_number(number), parse_number(suffix) if dash else 0)


@dataclass(frozen=True, slots=True)
class Reference:
    """One reference found in a text: an article, one of its paragraphs, or a range of articles.

    Attributes:
        first: the article, or the first of a range.
        last: the last of a range; equal to `first` otherwise.
        paragraph: the paragraph (款), counted from 1; None for whole articles.
        start: offset of the first character of the reference in the text.
        end: offset behind its last character.
    """

    first: ArticleNumber
    last: ArticleNumber
    paragraph: int | None
    start: int
    end: int

    @property
    def label(self) -> str:
        """The reference in the regulation's own form: 第三十三条第二款, 第六十七条至第六十九条."""
        if self.last != self.first:
            return f"{self.first.label}至{self.last.label}"
        return format_article(self.first, self.paragraph)


@dataclass(frozen=True, slots=True)
class ChapterReference:
    """A reference to a whole chapter.

    Attributes:
        number: counted from 1.
        start: offset of the first character of the reference in the text.
        end: offset behind its last character.
    """

    number: int
    start: int
    end: int

    @property
    def label(self) -> str:
        """The form used in the regulation: 第八章."""
        return f"第{to_chinese(self.number)}章"


@dataclass(frozen=True, slots=True)
class UnreadReference:
    """What has the shape of a reference, with a number that nothing can have: 第0条, 第一百五条, 第99999章.

    Attributes:
        label: as it is written, without spaces.
        start: offset of its first character in the text.
        end: offset behind its last character.
    """

    label: str
    start: int
    end: int


# Each stands for one character, so that offsets stay.
_PLAIN = str.maketrans("０１２３４５６７８９－～（）條", "0123456789-~()条")
_NUMBER = rf"(?:[0-9]{{1,4}}|[{NUMERAL_CHARS}](?:\s?[{NUMERAL_CHARS}]){{0,8}})"


def _suffix(group: str) -> str:
    """The pattern of 之一 behind an article, captured under a name."""
    return rf"(?:\s*之\s*(?P<{group}>{_NUMBER}))?"


_RANGE = (
    rf"(?P<range_first>{_NUMBER})\s*(?:条{_suffix('range_suffix')})?\s*(?:至|到|[-~—–])+\s*第?\s*"
    rf"(?P<last>{_NUMBER})\s*条{_suffix('last_suffix')}"
)
_PARAGRAPH = (
    rf"(?:\s*第?\s*\(?\s*(?P<paragraph>{_NUMBER})\s*\)?\s*款|\s*\(\s*(?P<in_brackets>{_NUMBER})\s*\)(?!\s*项)"
    rf"|\s?(?P<at_end>[0-9]{{1,2}})$)?"
)
# 第67、68条: the first of a list has its 条 behind the last.
_LIST_GOES_ON = rf"(?=(?:\s*[、,，和及与]\s*第?\s*{_NUMBER})+\s*条)"
_SINGLE = rf"(?P<first>{_NUMBER})(?:\s*条{_suffix('suffix')}{_PARAGRAPH}|{_LIST_GOES_ON})"
# Forms of other languages and of footnotes; 79(3) only of small numbers, for 2023(1) is the number of a document.
_LATIN = r"(?:§|(?<![A-Za-z])[Aa]rt(?:icle)?\.?)\s*(?P<latin>[0-9]{1,4})\s*条?"
_SHORT = r"(?<![\w.])(?P<short>[0-9]{1,3})\s*\(\s*(?P<short_paragraph>[0-9]{1,2})\s*\)(?=$|[\s\W的是讲])"
_ALONE = rf"^\s*(?P<alone>{_NUMBER})\s*$"
# Without 第 a number before 条 may only count things (有3条建议, 写三条), so what stands around it must look like a
# reference: in front a start, a mark, or a word that points; behind an end, a mark, a paragraph or a word that asks.
_BARE_BEFORE = r"(?<![^\s\W看查找问我按照据依和与及或到至在见是则出下把开翻调引用])(?<!以下)"
_BARE_AFTER = r"(?=$|[\s\W]|第|[规是讲说的呢写内有怎什原全和与及里中吗给请查贴发])"
_REFERENCE = re.compile(
    rf"{_ALONE}|{_LATIN}|{_SHORT}|(?:(?<!倒数)第\s*|(?P<bare>{_BARE_BEFORE}))(?:{_RANGE}|{_SINGLE})(?(bare){_BARE_AFTER})",
)
_CHAPTER = re.compile(
    rf"(?:第\s*|{_BARE_BEFORE})(?P<number>{_NUMBER})\s*章|(?<![A-Za-z])[Cc]h(?:apter)?\.?\s*(?P<latin>[0-9]{{1,2}})"
)
_UNREAD = re.compile(rf"(?<!倒数)第\s*(?:[0-9]+|[{NUMERAL_CHARS}]+)\s*[条章]")


def find_references(text: str) -> tuple[Reference, ...]:
    """Find every article reference in a text, from left to right.

    What has the shape of a reference but no valid number (第一百五条) is left out. Whether the regulation has such
    an article is not asked here.
    """
    found = []
    for match in _REFERENCE.finditer(text.translate(_PLAIN)):
        try:
            found.append(_reference(match))
        except ValueError:
            continue
    return tuple(found)


def find_chapters(text: str) -> tuple[ChapterReference, ...]:
    """Find every reference to a chapter, from left to right; see `find_references`."""
    found = []
    for match in _CHAPTER.finditer(text.translate(_PLAIN)):
        try:
            found.append(ChapterReference(_parse(match["number"] or match["latin"]), match.start(), match.end()))
        except ValueError:
            continue
    return tuple(found)


def find_unread(text: str, read: Sequence[Reference | ChapterReference]) -> tuple[UnreadReference, ...]:
    """Find what `find_references` and `find_chapters` leave out because nothing has such a number.

    Args:
        text: to read.
        read: what these two found in it.
    """
    return tuple(
        UnreadReference("".join(match[0].split()), match.start(), match.end())
        for match in _UNREAD.finditer(text.translate(_PLAIN))
        if not any(reference.start < match.end() and match.start() < reference.end for reference in read)
    )


def parse_reference(written: str) -> Reference:
    """Read a text that is one reference and nothing else; a bare number (67) is an article too.

    Raises:
        ValueError: when it is not one.
    """
    text = written.strip()
    for candidate in (text, f"{text}条"):
        for reference in find_references(candidate):
            if (reference.start, reference.end) == (0, len(candidate)):
                return reference
    raise ValueError(
        f"{written!r} is not an article reference; write 67, 第六十七条, 33条2款 or 第六十七条至第六十九条"
    )


def format_article(number: ArticleNumber, paragraph: int | None = None) -> str:
    """Write an article, or a paragraph of it: 第三十三条, 第三十三条第二款."""
    return number.label + (f"第{to_chinese(paragraph)}款" if paragraph is not None else "")


def format_citation(title: str, number: ArticleNumber, paragraph: int | None = None) -> str:
    """Write a citation as it goes into a document: 《天津市人民政府工作规则》第六十七条."""
    return f"《{title}》{format_article(number, paragraph)}"


def _reference(match: re.Match[str]) -> Reference:
    group = match.groupdict()

    def number(name: str, suffix: str) -> ArticleNumber:
        return ArticleNumber(_parse(group[name]), _parse(group[suffix]) if group[suffix] else 0)

    if group["last"]:
        first, last = number("range_first", "range_suffix"), number("last", "last_suffix")
        if last < first:
            first, last = last, first
        return Reference(first, last, None, match.start(), match.end())
    if written := group["alone"] or group["latin"] or group["short"]:
        first = ArticleNumber(_parse(written))
    else:
        first = number("first", "suffix")
    in_it = group["paragraph"] or group["in_brackets"] or group["at_end"] or group["short_paragraph"]
    return Reference(first, first, _parse(in_it) if in_it else None, match.start(), match.end())


def _parse(written: str) -> int:
    """Read a number that may have spaces between its numerals."""
    return parse_number("".join(written.split()))
