"""The evidence behind a probability: features of a question and of a clause, computed from the hits."""

from collections.abc import Mapping, Sequence
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
    dense: RankedRows, bm25: RankedRows, articles: Sequence[Scored], clauses: Sequence[Scored], covered: float
) -> dict[str, float]:
    """Features of a question: how strong the best hit is, and how far ahead of the rest.

    Args:
        dense: hits of the dense channel.
        bm25: hits of the word channel.
        articles: best first.
        clauses: best first.
        covered: share of the question's words that the first article holds, weighted by rarity, 0 to 1.
    """
    cosines = [cosine for _, cosine in dense]
    top_cosine = cosines[0] if cosines else 0.0
    first = articles[0] if articles else None
    runner_up = articles[1].fused if len(articles) > 1 else 0.0
    return {
        "cosine": top_cosine,
        "cosine_lead": top_cosine - cosines[min(20, len(cosines) - 1)] if cosines else 0.0,
        "bm25": bm25[0][1] if bm25 else 0.0,
        "covered": covered,
        "article_lead": first.fused - runner_up if first else 0.0,
        "channels_agree": float(bool(first and clauses) and clauses[0].article_id == first.key),
    }


def clause_features(clause: Scored, best: Scored, first_article: str, confidence: float) -> Mapping[str, float]:
    """Features of a clause among the hits of its question.

    Args:
        clause: the clause.
        best: the best clause of the same question.
        first_article: id of the best article.
        confidence: of the question.
    """
    return {
        "fused": clause.fused,
        "behind": best.fused - clause.fused,
        "in_first_article": float(clause.article_id == first_article),
        "is_best": float(clause.key == best.key),
        "confidence": confidence,
    }
