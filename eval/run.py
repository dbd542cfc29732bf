"""Asking every question of a set, once, and scoring what came back. All methods rank the same stored scores."""

from collections.abc import Mapping, Sequence

from answer.service import Service
from corpus import Regulation
from eval.courses import CourseLabels, labels_of
from eval.metrics import ARTICLE_MEASURES, CLAUSE_MEASURES, per_question
from eval.outcome import Measures, Outcome, answer_measures
from eval.questions import Question, gold_clauses, gold_spans
from eval.visible import visible_text
from retriever.model import Retrieval
from retriever.settings import SearchSettings

METHODS: dict[str, dict[str, float | str]] = {
    "BM25": {"ranker": "fusion", "dense_weight": 0.0, "bank_weight": 0.0},
    "dense": {"ranker": "fusion", "dense_weight": 1.0, "bank_weight": 0.0},
    "fused": {"ranker": "fusion", "bank_weight": 0.0},
    "fused + bank": {"ranker": "fusion"},
    "learned": {},
}
"""Method to what it changes in the settings. The last is the product."""
PRODUCT = "learned"
_KEPT = 10


def ask_all(
    service: Service, settings: SearchSettings, questions: Sequence[Question], courses: Mapping[str, CourseLabels]
) -> tuple[Outcome, ...]:
    """Ask each question through `Service.ask`, in order, and score its answer and its ranking by every method.

    Args:
        service: that is measured.
        settings: of its search; each method changes them.
        questions: with their gold.
        courses: labels of the items that ask for one.
    """
    regulation = service.regulations[0]
    texts = {r.id: r.text for r in service.regulations}
    answers = [service.ask(question.question, question.history) for question in questions]
    retrievals = {q.id: a.retrieval for q, a in zip(questions, answers, strict=True) if a.retrieval}
    ranked = {
        method: _rank_all(service, settings.model_copy(update=change), retrievals) for method, change in METHODS.items()
    }
    measures = {method: _measures(regulation, questions, found) for method, found in ranked.items()}
    outcomes = []
    for question, answer in zip(questions, answers, strict=True):
        articles = {method: _articles(found[question.id]) for method, found in ranked.items() if question.id in found}
        retrieval = answer.retrieval
        spans = gold_spans(question, regulation)
        labels = labels_of(question.id, courses)
        outcomes.append(
            Outcome(
                id=question.id,
                category=question.category,
                style=question.style,
                question=question.question,
                history=question.history,
                answerable=question.answerable,
                gold=tuple(sorted(question.gold_articles)),
                status=answer.status.value,
                answered=answer.status.answered,
                confidence=round(answer.confidence, 6),
                answerable_probability=round(retrieval.answerable, 6) if retrieval else 0.0,
                right=bool(articles) and articles[PRODUCT][:1] in {(str(a),) for a in question.gold_articles},
                articles=articles,
                retrieval={m: scores[question.id] for m, scores in measures.items()} if question.answerable else {},
                answer=answer_measures(question, answer, spans) if question.answerable else {},
                cited=tuple(f"{c.article}/{c.paragraph}/{c.clause}" for c in answer.citations),
                verbatim=sum(c.quote in texts[c.regulation] for c in answer.citations),
                verdict=answer.verdict,
                procedure=answer.procedure,
                course=labels.asks,
                procedures=labels.procedures,
                length=len(visible_text(answer.markdown)),
                latency_ms=round(answer.latency_ms, 3),
            )
        )
    return tuple(outcomes)


def _rank_all(service: Service, settings: SearchSettings, retrievals: Mapping[str, Retrieval]) -> dict[str, Retrieval]:
    retriever = service.retriever.with_settings(settings)
    return {key: retriever.rank(retrieval.scores) for key, retrieval in retrievals.items()}


def _articles(retrieval: Retrieval) -> tuple[str, ...]:
    return tuple(str(hit.article.number) for hit in retrieval.articles[:_KEPT])


def _measures(
    regulation: Regulation, questions: Sequence[Question], found: Mapping[str, Retrieval]
) -> dict[str, Measures]:
    """Question id to measures, for the answerable questions."""
    asked = [question for question in questions if question.answerable]
    by_article = per_question(
        {q.id: {str(article): 1 for article in sorted(q.gold_articles)} for q in asked},
        {key: _articles(retrieval) for key, retrieval in found.items()},
        ARTICLE_MEASURES,
    )
    by_clause = per_question(
        {q.id: dict.fromkeys(gold_clauses(q, regulation), 1) for q in asked},
        {key: [hit.clause.id for hit in retrieval.clauses] for key, retrieval in found.items()},
        CLAUSE_MEASURES,
    )
    return {
        q.id: {name: round(value, 6) for name, value in (by_article[q.id] | by_clause[q.id]).items()} for q in asked
    }
