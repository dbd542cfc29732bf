"""Training the ranker and the probabilities on dev and its surplus: `python -m eval train`.

What the ranker gives to each question is predicted by a model that was fitted without that question; the probabilities
are fitted on these predictions (`eval/calibrate.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.model_selection import KFold

from eval.calibrate import Found, calibrate
from eval.examples import Example, file_examples
from eval.metrics import ARTICLE_MEASURES, per_question
from eval.questions import Question, load_questions
from eval.readings import fit_readings
from eval.sweep import stored_scores
from retriever.belonging import BELONGING_PATH, BelongingFeatures
from retriever.calibration import CALIBRATION_PATH, Calibration
from retriever.e5_module import ADAPTER_PATH
from retriever.evidence import Evidence
from retriever.features import DIRECTIONS, GROUPS, LEVELS, NAMES, ClauseFeatures, Matrix
from retriever.learned import RANKER_PATH, ClauseModel, LearnedRanker, article_probabilities, blend
from retriever.retriever import Retriever
from retriever.settings import Settings

RANKER_FOLDS = 5
_PENALTY = 1e-4
"""L2, on the weights of standardised features; a hundred times as much or a tenth changes no figure on dev by .005."""


def train_all(retriever: Retriever, settings: Settings, paths: Sequence[Path]) -> tuple[Calibration, dict[str, Any]]:
    """Fit ranker and probabilities, write both, and tell what each group of features gives.

    Args:
        retriever: over the tuned encoder; its ranker does not matter.
        settings: the whole tree.
        paths: question files to learn from; figures are of the first.

    Returns:
        The calibration, and the ablation table: variant to figures of the first file, all held out.
    """
    regulation = retriever.regulations[0]
    examples: list[Example] = []
    for number, path in enumerate(paths):
        questions = load_questions(path, Question)
        scores = stored_scores(retriever, settings.search, path)
        examples += file_examples(questions, scores, regulation, reported=number == 0)
    features = ClauseFeatures(retriever.regulations, retriever.index)
    rows = rows_of(features, examples)
    whole = train(features, examples, rows)
    weight = settings.search.part_weight
    table = {
        "all": _figures(features, examples, whole.held_out, weight),
        "without parts": _figures(features, examples, whole.held_out, 0.0),
    }
    for group in GROUPS:
        held_out = train(features, examples, rows, without=[group]).held_out
        table[f"without {group}"] = _figures(features, examples, held_out, weight)
    RANKER_PATH.write_text(whole.model.model_dump_json(indent=1) + "\n", "utf-8")
    over = retriever.regulations, retriever.index
    ranker, evidence = LearnedRanker(*over, settings.search), Evidence(*over)
    belonging, found = BelongingFeatures(*over), []
    for example, row, probabilities in zip(examples, rows, whole.held_out, strict=True):
        candidates = ranker.candidates(example.scores, row, probabilities)
        told = evidence.of(example.scores, candidates), belonging.of(example.scores, candidates)
        found.append(Found(example, candidates, *told))
    calibration, trees = calibrate(found, retriever.index.manifest["encoder"], made_from(paths, retriever))
    BELONGING_PATH.write_text(trees, "utf-8")
    calibration = _with_readings(
        retriever, calibration, settings, [q for p in paths for q in load_questions(p, Question)]
    )
    CALIBRATION_PATH.write_text(calibration.model_dump_json(indent=1) + "\n", "utf-8")
    return calibration, table


def _with_readings(
    retriever: Retriever, calibration: Calibration, settings: Settings, questions: Sequence[Question]
) -> Calibration:
    search = settings.search.model_copy(update={"ranker": "learned"})
    leans, figures = fit_readings(retriever.calibrated(calibration).with_settings(search), questions)
    return calibration.model_copy(update={"leans": leans, "fitted_on": calibration.fitted_on | figures})


def made_from(paths: Sequence[Path], retriever: Retriever) -> dict[str, str | int | float]:
    """What a calibration was fitted on: when one of these changes, it is stale."""
    texts = (text for path in paths for text in path.read_text("utf-8").splitlines())
    return {
        "files": " ".join(path.name for path in paths),
        "sha256": sha256("\n".join(texts).encode()).hexdigest(),
        "bank": str(retriever.index.manifest["bank"]),
        "ranker": sha256(RANKER_PATH.read_bytes()).hexdigest(),
        "adapter": sha256(ADAPTER_PATH.read_bytes()).hexdigest(),
    }


def _figures(
    features: ClauseFeatures, examples: Sequence[Example], held_out: Sequence[NDArray[np.float64]], part_weight: float
) -> dict[str, float]:
    """Mean measures over the answerable reported examples."""
    gold: dict[str, Mapping[str, int]] = {}
    run: dict[str, Sequence[str]] = {}
    for number, (example, row) in enumerate(zip(examples, held_out, strict=True)):
        if example.reported and example.clauses:
            gold[str(number)] = {clause.rsplit("/", 2)[0]: 1 for clause in example.clauses}
            articles = article_probabilities(blend(row, part_weight), features.article_of)
            order = np.argsort(-articles, kind="stable")[:10]
            run[str(number)] = [features.article_ids[at] for at in order]
    found = per_question(gold, run, ARTICLE_MEASURES)
    return {name: round(float(np.mean([row[name] for row in found.values()])), 4) for name in ARTICLE_MEASURES}


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted ranker, and what it gave to examples that it had not seen.

    Attributes:
        model: fitted on all examples.
        held_out: of each example, (1 + parts, clauses) probabilities.
    """

    model: ClauseModel
    held_out: Sequence[NDArray[np.float64]]


def rows_of(features: ClauseFeatures, examples: Sequence[Example]) -> list[Matrix]:
    """The features of each example, (1 + parts, clauses, features): of the whole question and of each part."""
    return [np.stack([features.of(asked) for asked in (e.scores, *e.scores.parts)]) for e in examples]


def train(
    features: ClauseFeatures, examples: Sequence[Example], rows: Sequence[Matrix], *, without: Sequence[str] = ()
) -> Trained:
    """Fit the ranker, on all examples and, for `held_out`, in folds.

    Args:
        features: of the index.
        examples: to learn from; only whole questions teach.
        rows: of each (`rows_of`).
        without: groups of features to leave out, for the ablation table.
    """
    kept = np.array([not any(name in GROUPS[group] for group in without) for name in NAMES], np.float32)
    x = np.stack([row[0] for row in rows]) * kept
    y = np.array([[clause in example.clauses for clause in features.clause_ids] for example in examples], float)
    held_out: list[NDArray[np.float64]] = [np.empty(0)] * len(rows)
    for seen, unseen in KFold(RANKER_FOLDS, shuffle=True, random_state=0).split(x):
        model = fit_clause_model(x[seen], y[seen])
        for at in unseen:
            held_out[at] = model.probabilities(rows[at] * kept)
    return Trained(fit_clause_model(x, y), held_out)


def fit_clause_model(x: Matrix, y: NDArray[np.float64]) -> ClauseModel:
    """Fit a conditional logit whose weights have the signs of `DIRECTIONS`.

    Args:
        x: features, (examples, clauses, len(NAMES)).
        y: whether a clause answers, (examples, clauses); several share the probability.
    """
    count, clauses, width = x.shape
    level = np.isin(NAMES, LEVELS)
    signs = np.array([DIRECTIONS[name] for name in NAMES])
    mean, spread = x.mean(axis=(0, 1), dtype=float), x.std(axis=(0, 1), dtype=float)
    spread[spread == 0] = 1.0
    standard = ((x - mean) / spread).reshape(-1, width)
    levels = standard[::clauses]
    chosen = np.column_stack([y, 1 - y.max(axis=1)])
    chosen /= chosen.sum(axis=1, keepdims=True)

    def loss(parameters: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        slopes = parameters[1:]
        of_clauses, of_none = np.where(level, 0.0, slopes), np.where(level, slopes, 0.0)
        none = levels @ of_none + parameters[0]
        log_shares = log_softmax(np.column_stack([(standard @ of_clauses).reshape(count, clauses), none]), axis=1)
        error = (np.exp(log_shares) - chosen) / count
        gradient = np.where(level, levels.T @ error[:, -1], standard.T @ error[:, :-1].reshape(-1))
        value = -float((chosen * log_shares).sum()) / count + _PENALTY / 2 * float(slopes @ slopes)
        return value, np.concatenate([[error[:, -1].sum()], gradient + _PENALTY * slopes])

    # What speaks for a clause speaks against none of them.
    bounds = [(None, None), *((0.0, None) if sign > 0 else (None, 0.0) for sign in np.where(level, -signs, signs))]
    found = minimize(loss, np.zeros(width + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    slopes = found[1:] / spread
    # The means of the clauses' features are the same for all clauses: they move none against them.
    intercept = found[0] - slopes[level] @ mean[level] + slopes[~level] @ mean[~level]
    told = {name: round(float(slope), 6) for name, slope in zip(NAMES, slopes, strict=True) if slope}
    return ClauseModel(
        clause={name: slope for name, slope in told.items() if name not in LEVELS},
        none={name: slope for name, slope in told.items() if name in LEVELS},
        none_intercept=round(float(intercept), 6),
    )
