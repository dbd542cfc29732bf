"""Abbreviations and office jargon in a question, written out as the regulation has them."""

import re
from collections.abc import Mapping, Sequence


class JargonReader:
    """Writes out what the tables of the regulations know. Built once; threads may share it."""

    def __init__(self, jargon: Mapping[str, str], terms: Sequence[str]) -> None:
        """Prepare the tables.

        Args:
            jargon: abbreviation to what it stands for.
            terms: words that are right as they are, though an abbreviation may be part of them: 国务院办公厅.
        """
        self._full = {**{word: word for word in (*terms, *jargon.values())}, **jargon}
        # The longest first: 市府办公厅 before 市府办, and 常务会议, which is right, before 常务会.
        longest = sorted(self._full, key=lambda word: (-len(word), word))
        self._known = re.compile("|".join(map(re.escape, longest)) or r"(?!)")

    def read(self, question: str) -> str:
        """Write out every abbreviation: 常务会几天开一次 -> 常务会议几天开一次."""
        return self._known.sub(lambda match: self._full[match.group()], question)
