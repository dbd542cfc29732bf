"""What a question names and the regulation does not have: 第九十九条, 第三十三条第八款, a word that stands nowhere."""

from collections.abc import Iterable

from answer import texts
from answer.compose import MOST_LOOKED_UP
from answer.render import escape
from corpus import ChapterReference, Reference, UnreadReference, format_article
from retriever.mentions import Mention
from retriever.model import LookedUp

_NOT_THERE = {
    Reference: texts.NO_SUCH_ARTICLE,
    ChapterReference: texts.NO_SUCH_CHAPTER,
    UnreadReference: texts.NO_SUCH_NUMBER,
    Mention: texts.NO_SUCH_TERM,
}


def missing_of(references: Iterable[LookedUp], *, shown: bool) -> tuple[str, ...]:
    """A sentence for each reference that names what is not there, or more than is shown.

    Args:
        references: of the question.
        shown: whether the answer shows what they name.
    """
    return tuple(sentence for found in references if (sentence := _missing(found, shown)))


def _missing(found: LookedUp, shown: bool) -> str:
    reference, regulation = found.reference, found.regulation
    title, label = escape(regulation.meta.title), escape(reference.label)
    if not found.articles:
        of = regulation.chapters if isinstance(reference, ChapterReference) else regulation.articles
        return _NOT_THERE[type(reference)].format(title=title, count=len(of), label=label)
    if not isinstance(reference, Reference):
        return ""
    first = found.articles[0]
    if reference.paragraph and reference.paragraph > len(first.paragraphs):
        article, count = format_article(first.number), len(first.paragraphs)
        return texts.NO_SUCH_PARAGRAPH.format(
            article=article, count=count, label=label, shown=texts.SHOWN_WHOLE if shown else ""
        )
    if regulation.article(reference.last) is None:
        return texts.NO_SUCH_ARTICLE.format(title=title, count=len(regulation.articles), label=reference.last.label)
    if shown and len(found.articles) > MOST_LOOKED_UP:
        return texts.RANGE_CUT.format(count=MOST_LOOKED_UP)
    return ""
