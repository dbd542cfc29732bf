"""Looking up the article references of a question. References are never searched: they are exact."""

import re
from collections.abc import Sequence

from corpus import Reference, Regulation, find_references
from retriever.model import LookedUp

# 《民法典》第六十七条 and 立法法第八条 name articles of other texts.
_BEFORE = re.compile(
    r"(?:《(?P<title>[^《》]+)》|(?P<law>[\u4e00-\u9fff]*(?:法|条例|办法|细则|章程|公约)))\s*(?:的|之)?\s*$"
)


def look_up(question: str, regulations: Sequence[Regulation]) -> tuple[LookedUp, ...]:
    """Find the references of a question and the articles that they name.

    A reference behind the title of a regulation means that one; behind the title of any other text, nothing here; with
    no title, the first regulation.
    """
    found = []
    for reference in find_references(question):
        regulation = _meant(question, reference, regulations)
        if regulation:
            found.append(LookedUp(reference, regulation, regulation.resolve(reference)))
    return tuple(found)


def _meant(question: str, reference: Reference, regulations: Sequence[Regulation]) -> Regulation | None:
    before = _BEFORE.search(question[: reference.start])
    if before is None:
        return regulations[0]
    title = before["title"] or before["law"]
    return next((regulation for regulation in regulations if regulation.meta.title.endswith(title)), None)
