"""The evidence behind a probability: features of a question and of a clause, computed from the hits."""

from collections.abc import Sequence
from dataclasses import dataclass

from retriever.searcher import RankedRows


@dataclass(frozen=True, slots=True)
class Scored:
    """A clause or article with its scores, before it gets a probability.

    Attributes:
        key: id.
        article_id: the article that holds it.
        fused: fused score.
        cosine: cosine of the chunk that stands for it, 0 where the dense channel did not find it.
        bm25: BM25 likewise.
    """

    key: str
    article_id: str
    fused: float
    cosine: float
    bm25: float


def question_features(
    dense: RankedRows,
    bm25: RankedRows,
    articles: Sequence[Scored],
    *,
    covered: float,
    unknown: float,
    number_unmet: bool,
) -> dict[str, float]:
    """Features of a question: how strong the best hit is, how far ahead of the rest, and what is missing from it.

    Args:
        dense: hits of the dense channel.
        bm25: hits of the word channel.
        articles: best first.
        covered: share of the question's words that the first article holds, weighted by rarity, 0 to 1.
        unknown: share of the question's words that no chunk holds, 0 to 1.
        number_unmet: the question asks for a number and the first clause gives none of that kind.
    """
    runner_up = articles[1].fused if len(articles) > 1 else 0.0
    return {
        "cosine": dense[0][1] if dense else 0.0,
        "bm25": bm25[0][1] if bm25 else 0.0,
        "article_lead": articles[0].fused - runner_up if articles else 0.0,
        "covered": covered,
        "unknown": unknown,
        "number_unmet": float(number_unmet),
    }


def clause_features(score: float, best_score: float, *, in_first_article: bool, confidence: float) -> dict[str, float]:
    """Features of a clause among the hits of its question.

    Args:
        score: fused score of the clause.
        best_score: of the best clause of the same question.
        in_first_article: whether it stands in the best article.
        confidence: of the question.
    """
    return {
        "score": score,
        "behind": best_score - score,
        "in_first_article": float(in_first_article),
        "is_best": float(score == best_score),
        "confidence": confidence,
    }
