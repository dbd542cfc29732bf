"""The evidence behind a probability: features of a question and of a clause, computed from what was found."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Sequence

from corpus import Regulation, article_id_of
from retriever.index import Index
from retriever.model import Scores
from retriever.quantity import Quantity, asked_quantities, stated_quantities
from retriever.ranking import Candidates
from retriever.searcher import RankedRows, nearness

_NEAREST = 30
_NEAREST_BY_WORDS = 10


DIRECTIONS = {
    "first": 1,
    "lead": 1,
    "together": 1,
    "cosine_best": 1,
    "bank_best": 1,
    "nearest_unanswered": -1,
    "unanswered_share": -1,
    "unanswered_words": -1,
    "missing": -1,
    "missing_nearby": -1,
    "missing_but_unanswered": -1,
    "unknown": -1,
    "number_unmet": -1,
    "wording": 1,
    "wording_related": 1,
    "unrelated_share": -1,
    "class_open": -1,
    "class_lead": 1,
}
"""The features of a question, and whether more of one may only raise (1) or lower (-1) the chance of an answer: a few
hundred questions would otherwise teach that long questions are answerable because those that they hold are."""
TOPICAL = ("cosine_best", "bank_best", "missing_nearby", "unknown", "wording_related", "unrelated_share")
"""Of these, those that tell whether a question is about the regulation at all. That it is left open tells nothing: a
question that sounds as if it were answered is about it, too."""
_SETTLED = 0.7
"""How far a number that the clause states settles that the question is answered: 0 not at all, 1 wholly. On dev .5 to 1
differ by two questions."""
_OF_FIRST_CLAUSE = ("cosine_best", "bank_best")


_ASKING = re.compile(
    r"多长时间|多久|几(?=[次回趟届])|多少|什么时候|什么|怎么样?|怎样|如何|谁|哪[个些里位]?|[吗呢]|是否|能不能|可不可以|要不要"
)
"""Words that only ask: no clause has them, and none lacks them."""


class Evidence:
    """Weighs what speaks for and against the first article as the answer. Built once; threads may share it."""

    def __init__(self, regulations: Sequence[Regulation], index: Index) -> None:
        """Prepare the words of every article; those of the bank questions are in the index."""
        self._index = index
        self._clauses = {c.id: c.text for r in regulations for a in r.articles for c in a.clauses}
        self._words_of_article = {a.id: self._words(a.text) for r in regulations for a in r.articles}
        held = index.bank.bm25.words_of_rows()
        self._words_of_question = [held.get(row, frozenset()) for row in range(len(index.questions))]
        self._asked_by_question = [asked_quantities(question.text) for question in index.questions]
        self._articles_of_question = [frozenset(article_id_of(clause) for clause in q.clauses) for q in index.questions]
        self._near = [question.near for question in index.questions]
        texts = [*self._words_of_article.values(), *self._words_of_question]
        self._held_by = Counter(word for words in texts for word in words)
        self._texts = len(texts)

    def of(self, scores: Scores, found: Candidates) -> dict[str, float]:
        """Features of a question: how probable the best hits are, what speaks for the first, what is missing from it.

        The words of a question are missing where neither the article nor any answered bank question of it that was
        found has them: 补贴 in a question about duty, of which the article sets no allowance.
        """
        first, second, *_ = (*(article.fused for article in found.articles[:2]), 0.0, 0.0)
        asked = asked_quantities(scores.question)
        bank_dense = tuple(hit for hit in scores.bank_dense if not self._counts_other(hit[0], asked))
        answered, unanswered = self._split(bank_dense)
        weights = nearness(bank_dense[:_NEAREST])
        shares = list(zip(bank_dense, weights, strict=False))
        by_words = tuple(hit for hit in scores.bank_bm25[:_NEAREST_BY_WORDS] if not self._counts_other(hit[0], asked))
        words_answered, words_unanswered = self._split(by_words)
        words = self._words(_ASKING.sub(" ", scores.question))
        near, nearby = ([a.key for a in found.articles[:count]] for count in (1, 3))
        rows = {row for row, _ in (*scores.bank_dense, *scores.bank_bm25)}
        missing = words - self._answered_words(near, rows)
        missing_nearby = words - self._answered_words(nearby, rows)
        of_unanswered = frozenset().union(*(self._words_of_question[row] for row in rows if self._near[row] in near))
        total = self._rarity(words) or 1.0
        open_odds = log_odds(math.exp(found.evidence.get("class_open", 0.0))) if scores.classified else 0.0
        class_lead = found.evidence.get("class_lead", 0.0)
        stated = stated_quantities(self._clauses[found.clauses[0].key]) if found.clauses else frozenset()
        # 多久一次 sounds like what is left open; where the clause gives such a number, that tells nothing: then it only
        # counts which clause answers, not whether any does.
        answers = max(1e-9, sum(clause.fused for clause in found.clauses)) ** _SETTLED if asked & stated else 1.0
        return {
            "first": log_odds(first / answers),
            "lead": (first - second) / answers,
            "together": sum(article.fused for article in found.articles[:5]) / answers,
            "nearest_unanswered": unanswered - answered,
            "unanswered_share": sum(w for (row, _), w in shares if not self._index.questions[row].clauses)
            / (sum(weights) or 1.0),
            "unanswered_words": (words_unanswered - words_answered) / (by_words[0][1] if by_words else 1.0),
            "missing": self._rarity(missing) / total,
            "missing_nearby": self._rarity(missing_nearby) / total,
            "missing_but_unanswered": self._rarity(missing & of_unanswered) / total,
            "unknown": self._index.text.bm25.unknown(scores.question),
            "wording": max(scores.wording["answered"], 0.0) if asked & stated else scores.wording["answered"],
            "wording_related": scores.wording["related"],
            "unrelated_share": sum(w for (row, _), w in shares if self._is_unrelated(row)) / (sum(weights) or 1.0),
            "number_unmet": float(bool(asked) and not asked & stated),
            **{name: found.evidence.get(name, 0.0) for name in _OF_FIRST_CLAUSE},
            "class_open": min(open_odds, 0.0) if asked & stated else open_odds,
            "class_lead": max(class_lead, 0.0) if asked & stated else class_lead,
        }

    def _counts_other(self, row: int, asked: frozenset[Quantity]) -> bool:
        """Whether a question that is left open asks for another kind of number: 全体会议开多久 is not 多久开一次."""
        other = self._asked_by_question[row]
        return bool(asked and other) and not asked & other and not self._index.questions[row].clauses

    def _is_unrelated(self, row: int) -> bool:
        return not self._index.questions[row].clauses and not self._near[row]

    def _words(self, text: str) -> frozenset[str]:
        return frozenset(word for word in self._index.tokenizer.words(text) if word.strip())

    def _answered_words(self, articles: Sequence[str], rows: Iterable[int]) -> frozenset[str]:
        wanted = frozenset(articles)
        asked = (self._words_of_question[row] for row in rows if self._articles_of_question[row] & wanted)
        return frozenset().union(*(self._words_of_article[article] for article in articles), *asked)

    def _rarity(self, words: Iterable[str]) -> float:
        """Sum of the inverse document frequencies, as BM25 has them (Robertson and Zaragoza, 2009)."""
        held = (self._held_by[word] for word in words)
        # Exact: the words are sets, whose order differs from one start to the next, and a plain sum with it.
        return math.fsum(math.log(1 + (self._texts - count + 0.5) / (count + 0.5)) for count in held)

    def _split(self, hits: RankedRows) -> tuple[float, float]:
        """Best score of an answered bank question, and of one that is not."""
        best = [0.0, 0.0]
        for row, score in hits:
            kind = int(not self._index.questions[row].clauses)
            best[kind] = max(best[kind], score)
        return best[0], best[1]


def log_odds(probability: float) -> float:
    """Logarithm of the odds of a probability, 0 to 1; what is nearer than 1e-4 to either end counts as that."""
    bounded = min(max(probability, 1e-4), 1 - 1e-4)
    return math.log(bounded / (1 - bounded))
