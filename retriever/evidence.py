"""The evidence behind a probability: features of a question and of a clause, computed from the hits."""

from collections.abc import Sequence

from corpus import BankQuestion
from retriever.model import Scores
from retriever.ranking import Ranked


def question_features(
    scores: Scores,
    articles: Sequence[Ranked],
    questions: Sequence[BankQuestion],
    *,
    covered: float,
    unknown: float,
    number_unmet: bool,
) -> dict[str, float]:
    """Features of a question: how strong the best hit is, how far ahead of the rest, and what is missing from it.

    Args:
        scores: what the channels gave.
        articles: best first.
        questions: the bank.
        covered: share of the question's words that the first article holds, weighted by rarity, 0 to 1.
        unknown: share of the question's words that no chunk holds, 0 to 1.
        number_unmet: the question asks for a number and the first clause gives none of that kind.
    """
    runner_up = articles[1].fused if len(articles) > 1 else 0.0
    return {
        "cosine": _best(scores.dense),
        "bm25": _best(scores.bm25),
        "bank_answered": _best([hit for hit in scores.bank_dense if questions[hit[0]].clauses]),
        "bank_unanswered": _best([hit for hit in scores.bank_dense if not questions[hit[0]].clauses]),
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


def _best(hits: Sequence[tuple[int, float]]) -> float:
    return hits[0][1] if hits else 0.0
