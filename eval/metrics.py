"""Retrieval metrics from ir_measures. A question that is missing from a run scores zero."""

from collections.abc import Mapping, Sequence

from ir_measures import RR, R, Success, iter_calc, nDCG

ARTICLE_MEASURES = {
    "hit@1": Success @ 1,
    "Recall@1": R @ 1,
    "Recall@3": R @ 3,
    "Recall@5": R @ 5,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}
"""Name in tables to measure, over ranked articles."""
CLAUSE_MEASURES = {"clause Recall@1": R @ 1, "clause Recall@3": R @ 3}
"""Likewise over ranked clauses."""

Gold = Mapping[str, Mapping[str, int]]
"""Question id to document id to relevance."""
Run = Mapping[str, Sequence[str]]
"""Question id to document ids, best first."""


def per_question(gold: Gold, run: Run, measures: Mapping[str, object]) -> dict[str, dict[str, float]]:
    """Score each question.

    Args:
        gold: what should be found.
        run: what was found, for the same questions or fewer.
        measures: name to measure.

    Returns:
        Question id to measure name to value, every question of `gold` in it.
    """
    scores = {question: dict.fromkeys(measures, 0.0) for question in gold}
    names = {measure: name for name, measure in measures.items()}
    # Falling scores keep the order that the run has: ties were broken before.
    ranked = {question: {doc: float(-place) for place, doc in enumerate(docs)} for question, docs in run.items()}
    for metric in iter_calc(list(names), {q: dict(docs) for q, docs in gold.items()}, ranked):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores
