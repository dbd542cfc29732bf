"""The learned ranker: a small gradient-boosted model weighs the features of every clause.

Trained by `python -m eval train` and stored as text. Source of the method: Ke et al., LightGBM: A Highly Efficient
Gradient Boosting Decision Tree, NeurIPS 2017.
"""

from collections.abc import Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from corpus import Regulation
from retriever.features import NAMES, ClauseFeatures, Matrix
from retriever.index import Index
from retriever.model import Scores
from retriever.ranking import Candidates, Ranked
from retriever.settings import SearchSettings

RANKER_PATH = Path(__file__).with_name("ranker.txt")


class ClauseModel:
    """The probability that a clause belongs in the answer, from its features."""

    def __init__(self, path: Path = RANKER_PATH) -> None:
        """Read a model.

        Raises:
            ValueError: when it was trained on other features.
        """
        import lightgbm

        self._booster = lightgbm.Booster(model_str=path.read_text("utf-8"))
        if (names := tuple(self._booster.feature_name())) != NAMES:
            raise ValueError(f"{path}: trained on {names}, not on {NAMES}. Mend: python -m eval train")

    def probabilities(self, features: Matrix) -> NDArray[np.float64]:
        """(n,) of (n, len(NAMES))."""
        # One thread: some hundred rows are not worth two, and the threads of several questions would fight.
        found: NDArray[np.float64] = self._booster.predict(features, num_threads=1)
        return found


class LearnedRanker:
    """Ranks clauses by the learned probability, and articles by that of their best clauses."""

    def __init__(
        self,
        regulations: Sequence[Regulation],
        index: Index,
        settings: SearchSettings,
        model: "ClauseModel | None" = None,
    ) -> None:
        """Prepare the features; the model is the one that comes with the product where none is given."""
        self.features, self._settings = ClauseFeatures(regulations, index), settings
        self._model = model or ClauseModel()

    def rank(self, scores: Scores) -> Candidates:
        """See `Ranker`."""
        rows = self.features.of(scores)
        return self.candidates(scores, rows, self._model.probabilities(rows))

    def candidates(self, scores: Scores, rows: Matrix, probabilities: NDArray[np.float64]) -> Candidates:
        """Rank clauses by their probabilities.

        An article is as good as its clauses together: 1 - the chance that none of them answers.

        Args:
            scores: what the channels gave.
            rows: the features of every clause.
            probabilities: of every clause, (clauses,).
        """
        features = self.features
        cosines, words = dict(scores.dense), dict(scores.bm25)

        def ranked(key: str, article: int, score: float, row: int) -> Ranked:
            return Ranked(key, features.article_ids[article], score, cosines.get(row, 0.0), words.get(row, 0.0), row)

        best = article_probabilities(probabilities, features.article_of)
        order = np.lexsort((np.arange(len(best)), -best))[: self._settings.top_articles]
        articles = [
            ranked(features.article_ids[at], at, float(best[at]), features.row_of_article[at]) for at in order.tolist()
        ]
        kept = np.flatnonzero(np.isin(features.article_of, order))
        kept = kept[np.lexsort((kept, -probabilities[kept]))][: self._settings.top_clauses]
        clauses = [
            ranked(
                features.clause_ids[at],
                int(features.article_of[at]),
                float(probabilities[at]),
                features.row_of_clause[at],
            )
            for at in kept.tolist()
        ]
        first = rows[kept[0]] if len(kept) else np.zeros(len(NAMES), np.float32)
        return Candidates(articles, clauses, dict(zip(NAMES, map(float, first), strict=True)))


def article_probabilities(probabilities: NDArray[np.float64], article_of: NDArray[np.int64]) -> NDArray[np.float64]:
    """Of each article, that one of its clauses or more answers, as if they were independent; (articles,)."""
    none = np.ones(int(article_of.max(initial=-1)) + 1)
    np.multiply.at(none, article_of, 1 - probabilities)
    return 1 - none
