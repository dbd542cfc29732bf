"""From what was typed to what is searched: small steps, each kept, so that one sees what was made of a question."""

from collections.abc import Sequence
from dataclasses import dataclass

from corpus import Regulation
from retriever.jargon import JargonReader
from retriever.mistyped import mend_references
from retriever.pinyin import PinyinReader
from retriever.query import normalise, without_courtesies, without_dictation
from retriever.sounds import Sounds
from retriever.words import Tokenizer

BEHIND, ALONE, BEFORE, JOINED = "behind", "alone", "before", "joined"
READINGS = (BEHIND, ALONE, BEFORE, JOINED)
"""The ways to read a question that follows others: moved towards the turns before it (`retriever.searcher.in_context`);
without them; the last of them without it; and both as one text."""


@dataclass(frozen=True, slots=True)
class Step:
    """What one step made of a question.

    Attributes:
        name: typed, normalised, simplified, reference, dictation, pinyin, homophones or courtesies.
        text: the question after it.
    """

    name: str
    text: str


class QueryReader:
    """Reads questions as the regulation's own vocabulary has them. Built once; threads may share it."""

    def __init__(self, regulations: Sequence[Regulation], sounds: Sounds, tokenizer: Tokenizer) -> None:
        """Read by a vocabulary.

        Args:
            regulations: with their tables.
            sounds: of their text and banks.
            tokenizer: cuts into words.
        """
        import opencc

        self._simplify = opencc.OpenCC("t2s").convert
        self._pinyin = PinyinReader(sounds, tokenizer)
        jargon = {word: full for regulation in regulations for word, full in regulation.jargon}
        self._jargon = JargonReader(jargon, [term for regulation in regulations for term in regulation.terms])

    def read(self, typed: str) -> tuple[Step, ...]:
        """Bring a question into the form that is searched.

        Returns:
            What was typed, and each step that changed something; the last holds what is searched.
        """
        steps = [Step("typed", typed)]
        for name, change in (
            ("normalised", normalise),
            ("simplified", self._simplify),
            ("reference", mend_references),
            ("dictation", without_dictation),
            ("pinyin", self._pinyin.read),
            ("homophones", self._pinyin.mend),
            ("courtesies", without_courtesies),
        ):
            if (text := change(steps[-1].text)) != steps[-1].text:
                steps.append(Step(name, text))
        return tuple(steps)

    def write_out(self, question: str) -> str:
        """A question with its abbreviations written out, for the channels of words: the encoder knows them."""
        return self._jargon.read(question)
