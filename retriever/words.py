"""The word channel: jieba tokens in BM25. jieba and bm25s are imported when first needed."""

import logging
import re
import warnings
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from retriever.searcher import Query, RankedRows, rank_rows

if TYPE_CHECKING:
    import bm25s


_HAN_RUN = re.compile(r"[\u3400-\u9fff]+")
_PAIR = "*"
"""Behind a pair of characters, so that it is no word."""


class Tokenizer:
    """jieba with a user dictionary. One instance a process: building one takes a second."""

    def __init__(self, terms: Sequence[str], cache: Path) -> None:
        """Load the general dictionary and add terms.

        Args:
            terms: words that must not be cut.
            cache: folder for jieba's parsed dictionary; made when missing. It must be ours alone: jieba reads the file
                back with marshal, and its default is the temp folder, where others can write.
        """
        with warnings.catch_warnings():
            # jieba 0.42 still imports pkg_resources.
            warnings.simplefilter("ignore")
            import jieba

        jieba.setLogLevel("WARNING")
        cache.mkdir(parents=True, exist_ok=True, mode=0o700)
        self._jieba = jieba.Tokenizer()
        self._jieba.tmp_dir = str(cache)
        self._jieba.initialize()
        for term in terms:
            self._jieba.add_word(term)
        self._terms = {term: tuple(t for t in terms if 3 < len(t) < len(term) and t in term) for term in terms}

    def cut(self, text: str) -> list[str]:
        """Cut a text into words that follow each other without gap or overlap."""
        words: list[str] = self._jieba.lcut(text)
        return words

    def log_probability(self, text: str) -> float:
        """How likely the likeliest cut of a text is, by the word frequencies of the dictionary; below 0."""
        route: dict[int, tuple[float, int]] = {}
        self._jieba.calc(text, self._jieba.get_DAG(text), route)
        return float(route[0][0])

    def words(self, text: str) -> list[str]:
        """Cut a text into words, lower-cased, long words also into their parts; marks and spaces are dropped.

        jieba gives parts of two and three characters; what people say of 市政府常务会议 is 常务会议.
        """
        words = [word for word in self._jieba.lcut_for_search(text) if any(char.isalnum() for char in word)]
        return [part.lower() for word in words for part in (*self._terms.get(word, ()), word)]

    def tokenize(self, text: str) -> list[str]:
        """The words of a text, and its pairs of neighbouring Han characters.

        The pairs find what typing errors and unknown words hide from the dictionary: on dev they lift BM25's hit@1 from
        .49 to .56.
        """
        pairs = [run[at : at + 2] for run in _HAN_RUN.findall(text) for at in range(len(run) - 1)]
        return [*self.words(text), *(f"{pair}{_PAIR}" for pair in pairs)]


class Bm25Searcher:
    """BM25 over the words of the texts."""

    name = "bm25"

    def __init__(self, tokenizer: Tokenizer, index: "bm25s.BM25") -> None:
        """Search an index."""
        self._tokenizer, self._index = tokenizer, index

    @classmethod
    def build(cls, tokenizer: Tokenizer, texts: Sequence[str]) -> "Bm25Searcher":
        """Index texts; row i is the i-th."""
        import bm25s

        # It sets its own logger to DEBUG when it is imported.
        logging.getLogger("bm25s").setLevel(logging.WARNING)
        index = bm25s.BM25()
        # bm25s cannot index nothing, and no query holds this token.
        index.index([tokenizer.tokenize(text) for text in texts] or [["\0"]], show_progress=False)
        return cls(tokenizer, index)

    @classmethod
    def load(cls, tokenizer: Tokenizer, folder: Path) -> "Bm25Searcher":
        """Read an index that `save` wrote."""
        import bm25s

        return cls(tokenizer, bm25s.BM25.load(folder, show_progress=False, allow_pickle=False))

    def save(self, folder: Path) -> None:
        """Write the index to a folder."""
        self._index.save(folder, show_progress=False, allow_pickle=False)

    def search(self, query: Query, depth: int) -> RankedRows:
        """See `Searcher`; the score is BM25, above 0: texts that share no word with the query are left out."""
        known = [token for token in query.tokens if token in self._index.vocab_dict]
        if not known:
            return ()
        scores = self._index.get_scores(known)
        rows = np.flatnonzero(scores > 0)
        return rank_rows(rows, scores[rows], depth)

    def unknown(self, query: str) -> float:
        """The share of a query's words, of two characters or more, that no chunk holds, 0 to 1; 0 for no words."""
        words = {word for word in self._tokenizer.words(query) if len(word) > 1}
        return sum(not len(self._rows_with(word)) for word in words) / len(words) if words else 0.0

    def words_of_rows(self) -> Mapping[int, frozenset[str]]:
        """The words of each text that has any, as `Tokenizer.words` gives them; pairs of characters are left out."""
        held: dict[int, set[str]] = defaultdict(set)
        for token in self._index.vocab_dict:
            if any(char.isalnum() for char in token) and not token.endswith(_PAIR):
                for row in self._rows_with(token).tolist():
                    held[row].add(token)
        return {row: frozenset(words) for row, words in held.items()}

    def _rows_with(self, token: str) -> NDArray[np.integer]:
        number = self._index.vocab_dict.get(token)
        if number is None:
            return np.empty(0, np.int32)
        start, end = self._index.scores["indptr"][number : number + 2]
        rows: NDArray[np.integer] = self._index.scores["indices"][start:end]
        return rows
