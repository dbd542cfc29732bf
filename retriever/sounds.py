"""The phrases of some texts by how they sound: what `retriever.pinyin` reads and mends by.

pypinyin is imported when they are counted; an index holds them, so that a start need not.
"""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from retriever.words import Tokenizer

LONGEST = 6
"""Characters of the longest phrase that is read as one."""
HAN_RUN = re.compile(r"[\u4e00-\u9fff]+")


@dataclass(frozen=True, slots=True)
class Sounds:
    """What texts hold, by pinyin without tones, the syllables parted by blanks.

    Attributes:
        phrases: pinyin to every stretch of up to `LONGEST` characters that sounds so and how often it stands there, the
            most frequent first.
        words: likewise of words of two characters or more, and of rows of such words.
        characters: of all texts.
    """

    phrases: Mapping[str, Mapping[str, int]]
    words: Mapping[str, Mapping[str, int]]
    characters: int

    @classmethod
    def build(cls, texts: Iterable[str], tokenizer: Tokenizer) -> "Sounds":
        """Count.

        Args:
            texts: the regulation's and the bank's.
            tokenizer: cuts them into words.
        """
        from pypinyin import lazy_pinyin

        phrases: dict[str, Counter[str]] = defaultdict(Counter)
        words: dict[str, Counter[str]] = defaultdict(Counter)
        characters = 0
        for text in texts:
            for run in HAN_RUN.findall(text):
                syllables = lazy_pinyin(run)
                characters += len(run)
                for start in range(len(run)):
                    for end in range(start + 1, min(len(run), start + LONGEST) + 1):
                        phrases[" ".join(syllables[start:end])][run[start:end]] += 1
                for start, end in _word_spans(tokenizer.cut(run)):
                    words[" ".join(syllables[start:end])][run[start:end]] += 1
        return cls(_by_frequency(phrases), _by_frequency(words), characters)

    @classmethod
    def load(cls, path: Path) -> "Sounds":
        """Read what `save` wrote."""
        return cls(**json.loads(path.read_text("utf-8")))

    def save(self, path: Path) -> None:
        """Write them as JSON."""
        stored = {"phrases": self.phrases, "words": self.words, "characters": self.characters}
        path.write_text(json.dumps(stored, ensure_ascii=False, separators=(",", ":")), "utf-8")


def _by_frequency(counts: Mapping[str, Counter[str]]) -> Mapping[str, Mapping[str, int]]:
    return {sound: dict(counted.most_common()) for sound, counted in counts.items()}


def _word_spans(words: list[str]) -> Iterator[tuple[int, int]]:
    """Start and end of each word of two characters or more, and of each row of such words up to the longest phrase."""
    starts = [0]
    for word in words:
        starts.append(starts[-1] + len(word))
    for first, word in enumerate(words):
        if len(word) > 1:
            for last in range(first, len(words)):
                if len(words[last]) < 2 or starts[last + 1] - starts[first] > LONGEST:
                    break
                yield starts[first], starts[last + 1]
