"""From what was typed to what is searched: small steps, each kept, so that one sees what was made of a question."""

from collections.abc import Iterable
from dataclasses import dataclass

from retriever.pinyin import PinyinReader
from retriever.query import normalise, without_courtesies
from retriever.words import Tokenizer


@dataclass(frozen=True, slots=True)
class Step:
    """What one step made of a question.

    Attributes:
        name: typed, normalised, simplified, pinyin, homophones or courtesies.
        text: the question after it.
    """

    name: str
    text: str


class QueryReader:
    """Reads questions as the regulation's own vocabulary has them. Built once; threads may share it."""

    def __init__(self, texts: Iterable[str], tokenizer: Tokenizer) -> None:
        """Learn the vocabulary.

        Args:
            texts: the regulation's and the bank's.
            tokenizer: cuts them into words.
        """
        import opencc

        self._simplify = opencc.OpenCC("t2s").convert
        self._pinyin = PinyinReader(texts, tokenizer)

    def read(self, typed: str) -> tuple[Step, ...]:
        """Bring a question into the form that is searched.

        Returns:
            What was typed, and each step that changed something; the last holds what is searched.
        """
        steps = [Step("typed", typed)]
        for name, change in (
            ("normalised", normalise),
            ("simplified", self._simplify),
            ("pinyin", self._pinyin.read),
            ("homophones", self._pinyin.mend),
            ("courtesies", without_courtesies),
        ):
            if (text := change(steps[-1].text)) != steps[-1].text:
                steps.append(Step(name, text))
        return tuple(steps)
