"""From what was typed to what is searched."""

import re
import unicodedata
from collections.abc import Sequence

# Words that point back to an earlier turn, at the start or anywhere, and the 呢 that ends 那副市长呢？
_POINTS_BACK = re.compile(
    r"^(?:那|换成|换作|要是|如果是|然后|还有|另外还|反过来|最后|最长|最多|最少)|[它他她]|上述|前者|后者|对方|这么|这样|呢[?!。\s]*$"
)


_FILLERS = "\u115f\u1160"
"""Hangul fillers: letters that show nothing."""


def normalise(text: str) -> str:
    """Bring a text to one form: NFKC, no control or invisible characters, single spaces.

    Full-width letters and digits become plain ones. Zero-width, bidirectional and tag characters are dropped, because
    they would hide words from the search, and from whoever reads the log.
    """
    kept = []
    for char in unicodedata.normalize("NFKC", text):
        category = unicodedata.category(char)
        if category in ("Zs", "Zl", "Zp") or char in "\t\r\n":
            kept.append(" ")
        elif category[0] != "C" and char not in _FILLERS:
            kept.append(char)
    return " ".join("".join(kept).split())


def last_complete(turns: Sequence[str]) -> str:
    """The newest turn that stands alone; the newest of all when none does; empty for no turns.

    Args:
        turns: the user's earlier turns, normalised, oldest first.
    """
    return next((turn for turn in reversed(turns) if not points_back(turn)), turns[-1] if turns else "")


def points_back(question: str) -> bool:
    """Whether a question is hard to understand without what was said before."""
    return len(question) <= 8 or bool(_POINTS_BACK.search(question))
