"""Fitting the probabilities and thresholds on the dev questions: `python -m eval calibrate`.

Thresholds are set on cross-validated probabilities, so that they are not fitted to the questions that the weights saw.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import brier_score_loss, roc_auc_score
from sklearn.model_selection import GroupKFold, cross_val_predict
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from eval.questions import Question, load_questions
from retriever.calibration import Calibration, Logistic, Thresholds
from retriever.evidence import clause_features
from retriever.model import ClauseHit, Retrieval
from retriever.retriever import Retriever

REFUSED_AT_MOST = 0.05
"""Share of answerable dev questions that may be told that the regulation does not say."""
ASKED_BACK_AT_MOST = 0.05
"""Share of the answerable dev questions left that may be asked back."""
MIX = {"near-miss": 0.12, "off-topic": 0.04, "attack": 0.04}
"""Share that these categories are weighted to, whatever the file holds of them; the others share the rest. A file with
many questions of one kind trains better, but would shift every probability if each counted as one."""
_FOLDS = 10

Matrix = NDArray[np.float64]
Labels = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class _Fit:
    """A fitted model, and the probabilities that it gave to questions that it had not seen."""

    model: Logistic
    held_out: Matrix
    auroc: float
    brier: float


def calibrate(retriever: Retriever, paths: Sequence[Path]) -> Calibration:
    """Fit a calibration.

    Args:
        retriever: the calibration that it holds does not matter.
        paths: the question files to fit on, which may not be those that are reported.
    """
    questions = tuple(question for path in paths for question in load_questions(path, Question))
    found = [retriever.search(question.question, question.history) for question in questions]
    names = tuple(found[0].features)
    features = np.array([[retrieval.features[name] for name in names] for retrieval in found])
    groups = np.arange(len(questions))
    weights = _weights(questions)
    answerable = np.array([question.answerable for question in questions])
    hit = np.array([_first_is_gold(question, r) for question, r in zip(questions, found, strict=True)])
    unrelated = np.array([q.category in ("off-topic", "attack") and not q.answerable for q in questions])
    of_answerable = _fit(names, features, answerable, groups, weights)
    of_hit = _fit(names, features, hit, groups, weights)
    of_topic = _fit(names, features, ~unrelated, groups, weights)
    refuse_below = float(np.quantile(of_answerable.held_out[answerable], REFUSED_AT_MOST))
    left = answerable & (of_answerable.held_out >= refuse_below)
    clause, clause_threshold = _fit_clauses(questions, found, of_hit.held_out)
    return Calibration(
        encoder=retriever.index.manifest["encoder"],
        answerable=of_answerable.model,
        confident=of_hit.model,
        on_topic=of_topic.model,
        clause=clause.model,
        thresholds=Thresholds(
            answerable=round(refuse_below, 4),
            confident=round(float(np.quantile(of_hit.held_out[left], ASKED_BACK_AT_MOST)), 4),
            on_topic=round(float(np.quantile(of_topic.held_out[~unrelated], REFUSED_AT_MOST)), 4),
            clause=clause_threshold,
        ),
        fitted_on={
            "files": " ".join(path.name for path in paths),
            "sha256": sha256(b"".join(path.read_bytes() for path in paths)).hexdigest(),
            "questions": len(questions),
            "refused_at_most": REFUSED_AT_MOST,
            "asked_back_at_most": ASKED_BACK_AT_MOST,
            **{
                f"{name}_{figure}": round(value, 4)
                for name, fit in (
                    ("answerable", of_answerable),
                    ("confident", of_hit),
                    ("on_topic", of_topic),
                    ("clause", clause),
                )
                for figure, value in (("auroc", fit.auroc), ("brier", fit.brier))
            },
        },
    )


def _first_is_gold(question: Question, retrieval: Retrieval) -> bool:
    return bool(retrieval.articles) and retrieval.articles[0].article.number.number in question.gold_articles


def _weights(questions: tuple[Question, ...]) -> Matrix:
    """A weight for each question, mean 1, that brings the categories to `MIX`."""
    counts = Counter(question.category if question.category in MIX else "" for question in questions)
    shares = MIX | {"": 1 - sum(MIX.values())}
    per_question = {category: shares[category] * len(questions) / count for category, count in counts.items()}
    return np.array([per_question[q.category if q.category in MIX else ""] for q in questions])


def _fit(names: tuple[str, ...], features: Matrix, labels: Labels, groups: NDArray[np.int64], weights: Matrix) -> _Fit:
    """Fit a logistic regression on standardised features, and fold the standardisation into its weights."""
    pipeline = make_pipeline(StandardScaler(), LogisticRegression(C=1.0))
    folds = GroupKFold(_FOLDS, shuffle=True, random_state=0)
    weighting = {"logisticregression__sample_weight": weights}
    held_out = cross_val_predict(
        pipeline, features, labels, groups=groups, cv=folds, method="predict_proba", params=weighting
    )[:, 1]
    pipeline.fit(features, labels, **weighting)
    scaler, regression = pipeline[0], pipeline[1]
    slopes = regression.coef_[0] / scaler.scale_
    intercept = float(regression.intercept_[0] - slopes @ scaler.mean_)
    model = Logistic(
        intercept=round(intercept, 6),
        weights={name: round(float(weight), 6) for name, weight in zip(names, slopes, strict=True)},
    )
    return _Fit(
        model,
        held_out,
        float(roc_auc_score(labels, held_out)),
        float(brier_score_loss(labels, held_out, sample_weight=weights)),
    )


def _fit_clauses(questions: tuple[Question, ...], found: list[Retrieval], confidences: Matrix) -> tuple[_Fit, float]:
    """Fit the probability that a clause belongs in the answer, and the threshold with the best mean F1 of clauses."""
    rows, labels, groups = [], [], []
    for number, (question, retrieval) in enumerate(zip(questions, found, strict=True)):
        if question.answerable:
            for hit in retrieval.clauses:
                rows.append(
                    clause_features(
                        hit.score,
                        retrieval.clauses[0].score,
                        in_first_article=hit.article.id == retrieval.articles[0].article.id,
                        confidence=float(confidences[number]),
                    )
                )
                labels.append(_carries_gold(question, hit))
                groups.append(number)
    names = tuple(rows[0])
    features = np.array([[row[name] for name in names] for row in rows])
    fit = _fit(names, features, np.array(labels), np.array(groups), np.ones(len(rows)))
    return fit, _best_threshold(fit.held_out, np.array(labels), np.array(groups))


def _carries_gold(question: Question, hit: ClauseHit) -> bool:
    return any(
        gold.article == hit.article.number.number
        and (gold.span in hit.clause.text or hit.clause.text[:-1] in gold.span)
        for gold in question.gold
    )


def _best_threshold(probabilities: Matrix, labels: Labels, groups: NDArray[np.int64]) -> float:
    grid = np.arange(0.05, 0.95, 0.01)
    return round(float(max(grid, key=lambda t: _mean_f1(probabilities, labels, groups, t))), 4)


def _mean_f1(probabilities: Matrix, labels: Labels, groups: NDArray[np.int64], threshold: float) -> float:
    scores = []
    for group in np.unique(groups):
        p, gold = probabilities[groups == group], labels[groups == group]
        shown = p >= threshold
        shown[np.argmax(p)] = True
        scores.append(2 * np.sum(shown & gold) / (np.sum(shown) + max(np.sum(gold), 1)))
    return float(np.mean(scores))
