"""Pinyin typed for characters, and characters typed for others that sound the same.

Both are read against the regulation's own vocabulary: its text and the question bank (`retriever.sounds`). Tones are
left out everywhere. pypinyin is imported when a reader is built.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from retriever.sounds import HAN_RUN, LONGEST, Sounds
from retriever.words import Tokenizer

_LONGEST_SYLLABLE = 6
_HAN = re.compile(r"[\u4e00-\u9fff]")
# Lower case: OA, PPT and KPI are no pinyin. A single letter is none either.
_LATIN_RUN = re.compile(r"(?<![A-Za-z0-9_])[a-zü]+(?:[ ']+[a-zü]+)*(?![A-Za-z0-9_])")
_WITHOUT_VOWELS = re.compile(r"(?<![a-zü])[b-df-hj-np-tw-z]{2,}(?![a-zü])")
_LEAST_SHARE, _LEAST_COUNT = 0.6, 5
"""Of the words of some initials, how many must be the same one, and how often it must stand in the vocabulary: szf is
市政府 and nothing else, gz may be 工作, 规则 or 稿子."""
_UNREAD = 1e6
_LEAST_GAIN = {2: 8.0, 3: 7.0, 4: 5.0}
"""Characters of a stretch, at most 4 or more, to how much likelier the text must become by mending it, in logarithms of
probability: the longer it is, the less sounds like it by chance."""
_LEAST_GAIN_OF_WORD = 1.0
"""Likewise for a stretch that sounds like one word of 4 characters or more: 突发时间, two right words, is 突发事件."""
_KEPT = frozenset("几哪谁啥什么吗呢" + "壹贰叁肆伍陆柒捌玖拾佰仟")
"""No stretch with one of these is mended: 过哪几关 asks, and 肆拾玖 is a number."""
_MOST_MENDED = 5
"""Mended stretches of one run of characters."""


class PinyinReader:
    """Reads pinyin, and mends homophones, as the vocabulary of some texts has them."""

    def __init__(self, sounds: Sounds, tokenizer: Tokenizer) -> None:
        """Read by these phrases.

        Args:
            sounds: the regulation's and the bank's.
            tokenizer: tells how likely a text is.
        """
        from pypinyin import lazy_pinyin

        self._pinyin, self._tokenizer = lazy_pinyin, tokenizer
        self._phrases, self._words = sounds.phrases, sounds.words
        self._known = {phrase for counts in sounds.phrases.values() for phrase in counts}
        self._syllables = {sound for sound in sounds.phrases if " " not in sound}
        self._by_initials = _unmistakable(sounds.words)
        self._log_total = math.log(max(sounds.characters, 2))

    def read(self, text: str) -> str:
        """Replace the pinyin in a text by what it most probably stands for; what is no pinyin stays.

        The likeliest sequence of phrases wins (Viterbi), each phrase as likely as it is frequent. Characters that
        stand beside the pinyin take part: 一jie is 一届. What cannot be read so may hold initials: szf is 市政府.
        """
        return _LATIN_RUN.sub(lambda match: self._read_run(text, match), text)

    def _read_run(self, text: str, match: re.Match[str]) -> str:
        letters = re.sub(r"[ ']", "", match.group())
        beside = [text[max(0, match.start() - 2) : match.start()], text[match.end() : match.end() + 2]]
        touches = any(_HAN.search(part[edge:][:1]) for part, edge in zip(beside, (-1, 0), strict=True) if part)
        before, after = ("".join(_HAN.findall(part)) for part in beside)
        is_long = len(letters) >= (2 if touches else 4)
        found = self._best([*before, *letters, *after]) if is_long else None
        if found is None:
            return self._read_initials(match.group())
        return found[len(before) : len(found) - len(after)]

    def _read_initials(self, run: str) -> str:
        return _WITHOUT_VOWELS.sub(lambda match: self._by_initials.get(match.group(), match.group()), run)

    def _best(self, signs: list[str]) -> str | None:
        """The likeliest characters for a row of characters and letters; None when the letters cannot all be read."""
        best: list[tuple[float, str]] = [(0.0, "")] + [(_UNREAD, "")] * len(signs)
        for start in range(len(signs)):
            if best[start][0] < _UNREAD:
                for end, cost, phrase in self._continuations(signs, start):
                    if best[start][0] + cost < best[end][0]:
                        best[end] = best[start][0] + cost, best[start][1] + phrase
        return best[-1][1] if best[-1][0] < _UNREAD else None

    def _continuations(self, signs: list[str], start: int) -> Iterator[tuple[int, float, str]]:
        """Where a phrase that begins at a place may end, how unlikely it is, and the phrase."""
        paths: list[tuple[int, tuple[str, ...], str]] = [(start, (), "")]
        while paths:
            at, syllables, fixed = paths.pop()
            if syllables and (found := self._fitting(syllables, fixed)):
                yield at, self._log_total - math.log(found[1]), found[0]
            elif len(syllables) == 1 and fixed != "?":
                yield at, self._log_total + 1, fixed
            if at < len(signs) and len(syllables) < LONGEST:
                if _HAN.match(signs[at]):
                    paths.append((at + 1, (*syllables, self._pinyin(signs[at])[0]), fixed + signs[at]))
                    continue
                for end in range(at + 1, min(len(signs), at + _LONGEST_SYLLABLE) + 1):
                    if _HAN.match(signs[end - 1]):
                        break
                    if (syllable := "".join(signs[at:end])) in self._syllables:
                        paths.append((end, (*syllables, syllable), f"{fixed}?"))

    def _fitting(self, syllables: Sequence[str], fixed: str) -> tuple[str, int] | None:
        """The most frequent phrase of these syllables that has the characters that are given; ? stands for any."""
        for phrase, count in self._phrases.get(" ".join(syllables), {}).items():
            if all(wanted in ("?", char) for wanted, char in zip(fixed, phrase, strict=True)):
                return phrase, count
        return None

    def mend(self, text: str) -> str:
        """Replace what sounds like words of the vocabulary, is not in it, and makes a much likelier text so.

        Likelier by the word frequencies of the dictionary: ordinary words that are right are likely as they stand.
        """
        return HAN_RUN.sub(lambda match: self._mend_run(match.group()), text)

    def _mend_run(self, run: str) -> str:
        for _ in range(_MOST_MENDED):
            before = self._tokenizer.log_probability(run)
            tried = (
                (self._tokenizer.log_probability(other) - before - self._least_gain(meant), other)
                for meant, other in self._alternatives(run)
            )
            gain, other = max(tried, default=(-1.0, run))
            if gain < 0:
                break
            run = other
        return run

    def _least_gain(self, meant: str) -> float:
        if len(meant) >= 4 and self._tokenizer.cut(meant) == [meant]:
            return _LEAST_GAIN_OF_WORD
        return _LEAST_GAIN[min(len(meant), 4)]

    def _alternatives(self, run: str) -> Iterator[tuple[str, str]]:
        """Words that sound like a stretch of the run, and the run with them in its place."""
        syllables = self._pinyin(run)
        for start in range(len(run)):
            for end in range(start + 2, min(len(run), start + LONGEST) + 1):
                counts = self._words.get(" ".join(syllables[start:end]))
                if counts and run[start:end] not in self._known and not _KEPT & set(run[start:end]):
                    meant = next(iter(counts))
                    yield meant, run[:start] + meant + run[end:]


def _unmistakable(words: Mapping[str, Mapping[str, int]]) -> Mapping[str, str]:
    """Initials to the word that they nearly always stand for.

    Args:
        words: `Sounds.words`.
    """
    total: Counter[str] = Counter()
    commonest: dict[str, tuple[int, str]] = {}
    for sound, alike in words.items():
        initials = "".join([syllable[0] for syllable in sound.split()])
        word, count = next(iter(alike.items()))
        total[initials] += sum(alike.values())
        if count > commonest.get(initials, (0, ""))[0]:
            commonest[initials] = count, word
    enough = ((initials, max(_LEAST_COUNT, _LEAST_SHARE * total[initials])) for initials in commonest)
    return {initials: commonest[initials][1] for initials, least in enough if commonest[initials][0] >= least}
