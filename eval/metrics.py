"""Retrieval metrics by article, from ir_measures. A question that is missing from a run scores zero."""

from collections.abc import Mapping, Sequence

from ir_measures import RR, R, Success, iter_calc, nDCG

from eval.questions import Question

MEASURES = {"hit@1": Success @ 1, "Recall@3": R @ 3, "Recall@5": R @ 5, "MRR@10": RR @ 10, "nDCG@10": nDCG @ 10}
"""Name in tables to measure."""

Run = Mapping[str, Sequence[str]]
"""Question id to document ids, best first."""


def per_question(gold: Mapping[str, Mapping[str, int]], run: Run) -> dict[str, dict[str, float]]:
    """Score each question.

    Args:
        gold: question id to document id to relevance.
        run: what was found, for the same questions or fewer.

    Returns:
        Question id to measure name to value, every question of `gold` in it.
    """
    scores = {question: dict.fromkeys(MEASURES, 0.0) for question in gold}
    names = {measure: name for name, measure in MEASURES.items()}
    # Falling scores keep the order that the run has: ties were broken before.
    ranked = {question: {doc: float(-place) for place, doc in enumerate(docs)} for question, docs in run.items()}
    for metric in iter_calc(list(names), {q: dict(docs) for q, docs in gold.items()}, ranked):
        scores[metric.query_id][names[metric.measure]] = float(metric.value)
    return scores


def mean(scores: Mapping[str, Mapping[str, float]], questions: Sequence[str]) -> dict[str, float]:
    """The mean of each measure over some of the questions."""
    return {name: sum(scores[q][name] for q in questions) / len(questions) for name in MEASURES}


def gold_of(questions: Sequence[Question]) -> dict[str, dict[str, int]]:
    """The gold articles of the answerable questions, as `per_question` wants them."""
    return {q.id: {str(article): 1 for article in sorted(q.gold_articles)} for q in questions if q.answerable}
