"""Training the ranker and the probabilities on dev and its surplus: `python -m eval train`.

What the ranker gives to each question is predicted by a model that was fitted without that question; the probabilities
are fitted on these predictions (`eval/calibrate.py`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.special import log_softmax
from sklearn.model_selection import KFold

from corpus import article_id_of
from eval.calibrate import calibrate
from eval.conversations import complete_questions
from eval.courses import COURSES, load_courses
from eval.examples import Example, Found, file_examples
from eval.metrics import ARTICLE_MEASURES, per_question
from eval.questions import Question, load_questions
from eval.sweep import stored_scores
from retriever.belonging import BELONGING_PATH, BelongingFeatures
from retriever.calibration import CALIBRATION_PATH, Calibration
from retriever.course import courses_near
from retriever.e5_module import ADAPTER_PATH
from retriever.evidence import Evidence
from retriever.features import GROUPS, NAMES, ClauseFeatures, Matrix
from retriever.known import save_vectors
from retriever.learned import (
    FOLLOW_UP_PATH,
    RANKER_PATH,
    ClauseModel,
    FollowUpModel,
    LearnedRanker,
    article_probabilities,
    blend,
)
from retriever.retriever import Retriever
from retriever.settings import IndexSettings, Settings

RANKER_FOLDS = 5
_PENALTY = 1e-4
"""L2, on the weights of standardised features; a hundred times as much or a tenth changes no figure on dev by .005."""
_FOLLOW_UP_PENALTY = 1e-2
"""Likewise: four times as many weights, and fewer examples."""


def train_all(retriever: Retriever, settings: Settings, paths: Sequence[Path]) -> tuple[Calibration, dict[str, Any]]:
    """Fit ranker and probabilities, write both and the bank's vectors, and tell what each group of features gives.

    Args:
        retriever: over the tuned encoder; its ranker does not matter.
        settings: the whole tree.
        paths: question files to learn from; figures are of the first.

    Returns:
        The calibration, and the ablation table: variant to figures of the first file, all held out.
    """
    regulation, search = retriever.regulations[0], settings.search
    courses = load_courses()
    files = {path.stem: load_questions(path, Question) for path in paths}
    examples: list[Example] = []
    for number, (name, questions) in enumerate(files.items()):
        scores = stored_scores(retriever, search, name, questions)
        examples += file_examples(questions, scores, regulation, courses, reported=number == 0)
    complete = list(complete_questions([q for questions in files.values() for q in questions]))
    scores = stored_scores(retriever, search, "complete", complete)
    conversations = file_examples(complete, scores, regulation, {}, reported=False)
    features = ClauseFeatures(retriever.regulations, retriever.index)
    rows = rows_of(features, examples)
    whole = train(features, examples, rows)
    weight = search.part_weight
    table = {
        "all": _figures(features, examples, whole.held_out, weight),
        "without parts": _figures(features, examples, whole.held_out, 0.0),
    }
    for group in GROUPS:
        held_out = train(features, examples, rows, without=[group]).held_out
        table[f"without {group}"] = _figures(features, examples, held_out, weight)
    following = [at for at, example in enumerate(examples) if example.scores.readings]
    together = train_follow_ups(features, [*(examples[at] for at in following), *conversations])
    RANKER_PATH.write_text(whole.model.model_dump_json(indent=1) + "\n", "utf-8")
    FOLLOW_UP_PATH.write_text(together.model.model_dump_json(indent=1) + "\n", "utf-8")
    over = retriever.regulations, retriever.index
    ranker, evidence = LearnedRanker(*over, search), Evidence(*over)
    of_follow_up = dict(zip(following, together.held_out, strict=False))
    belonging, found = BelongingFeatures(*over), []
    for at, (example, row, probabilities) in enumerate(zip(examples, rows, whole.held_out, strict=True)):
        candidates = (
            ranker.follow_up(example.scores, features.of_readings(example.scores), of_follow_up[at])
            if at in of_follow_up
            else ranker.candidates(example.scores, row, probabilities)
        )
        read = candidates.reading_of(example.scores)
        found.append(
            Found(
                example,
                candidates,
                evidence.of(read, candidates),
                belonging.of(read, candidates),
                courses_near(read, retriever.index.questions),
            )
        )
    calibration, trees = calibrate(
        found,
        tuple(procedure for r in retriever.regulations for procedure in r.guides.procedures),
        retriever.index.manifest["encoder"],
        made_from(paths, retriever) | _of_conversations(features, conversations, together, len(following)),
    )
    BELONGING_PATH.write_text(trees, "utf-8")
    CALIBRATION_PATH.write_text(calibration.model_dump_json(indent=1) + "\n", "utf-8")
    if settings.index.factory == IndexSettings().factory:  # another may keep less than the vectors
        index = retriever.index
        save_vectors(index.encoder.id, [question.text for question in index.questions], index.bank.dense.vectors())
    return calibration, table


def _of_conversations(
    features: ClauseFeatures, complete: Sequence[Example], together: "Trained", follow_ups: int
) -> dict[str, str | int | float]:
    """How many complete questions were asked after others, and of how many the first article is right, held out."""
    best = [int(article_probabilities(p, features.article_of).argmax()) for p in together.held_out[follow_ups:]]
    right = [features.article_ids[at] in example.may_cite for at, example in zip(best, complete, strict=True)]
    return {
        "follow_ups": follow_ups,
        "complete": len(complete),
        "complete_right": round(float(np.mean(right)), 4),
    }


def made_from(paths: Sequence[Path], retriever: Retriever) -> dict[str, str | int | float]:
    """What a calibration was fitted on: when one of these changes, it is stale."""
    texts = (text for path in (*paths, COURSES) for text in path.read_text("utf-8").splitlines())
    return {
        "files": " ".join(path.name for path in (*paths, COURSES)),
        "sha256": sha256("\n".join(texts).encode()).hexdigest(),
        "bank": str(retriever.index.manifest["bank"]),
        "ranker": sha256(RANKER_PATH.read_bytes() + FOLLOW_UP_PATH.read_bytes()).hexdigest(),
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
            gold[str(number)] = {article_id_of(clause): 1 for clause in example.clauses}
            articles = article_probabilities(blend(row, part_weight), features.article_of)
            order = np.argsort(-articles, kind="stable")[:10]
            run[str(number)] = [features.article_ids[at] for at in order]
    found = per_question(gold, run, ARTICLE_MEASURES)
    return {name: round(float(np.mean([row[name] for row in found.values()])), 4) for name in ARTICLE_MEASURES}


@dataclass(frozen=True, slots=True)
class Trained:
    """A fitted model, and what it gave to examples that it had not seen.

    Attributes:
        model: fitted on all examples.
        held_out: of each example, probabilities: (1 + parts, clauses), or (clauses,) from the model of follow-ups.
    """

    model: ClauseModel
    held_out: Sequence[NDArray[np.float64]]


def rows_of(features: ClauseFeatures, examples: Sequence[Example]) -> list[Matrix]:
    """The features of each example, (1 + parts, clauses, features): of the whole question and of each part."""
    return [features.of_parts(example.scores) for example in examples]


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
    x, y = np.stack([row[0] for row in rows]) * kept, _answers(features, examples)
    held_out: list[NDArray[np.float64]] = [np.empty(0)] * len(rows)
    for seen, unseen in KFold(RANKER_FOLDS, shuffle=True, random_state=0).split(x):
        model = fit_clause_model(ClauseModel, x[seen], y[seen], _PENALTY)
        for at in unseen:
            held_out[at] = model.probabilities(rows[at] * kept)
    return Trained(fit_clause_model(ClauseModel, x, y, _PENALTY), held_out)


def train_follow_ups(features: ClauseFeatures, examples: Sequence[Example]) -> Trained:
    """Fit the model of questions that follow others, on all examples and, for `held_out`, in folds.

    Args:
        features: of the index.
        examples: questions with turns before them.
    """
    x, y = np.stack([features.of_readings(e.scores) for e in examples]), _answers(features, examples)
    held_out = np.empty(y.shape)
    for seen, unseen in KFold(RANKER_FOLDS, shuffle=True, random_state=0).split(x):
        held_out[unseen] = fit_clause_model(FollowUpModel, x[seen], y[seen], _FOLLOW_UP_PENALTY).probabilities(
            x[unseen]
        )
    return Trained(fit_clause_model(FollowUpModel, x, y, _FOLLOW_UP_PENALTY), list(held_out))


def _answers(features: ClauseFeatures, examples: Sequence[Example]) -> NDArray[np.float64]:
    return np.array([[clause in example.clauses for clause in features.clause_ids] for example in examples], float)


Model = TypeVar("Model", bound=ClauseModel)


def fit_clause_model(kind: type[Model], x: Matrix, y: NDArray[np.float64], penalty: float) -> Model:
    """Fit a conditional logit whose weights have the signs of the kind.

    Args:
        kind: whose features they are.
        x: features, (examples, clauses, len(kind.names)).
        y: whether a clause answers, (examples, clauses); several share the probability.
        penalty: L2, on the weights of standardised features.
    """
    count, clauses, width = x.shape
    level = np.isin(kind.names, kind.levels)
    signs = np.array([kind.directions[name] for name in kind.names])
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
        value = -float((chosen * log_shares).sum()) / count + penalty / 2 * float(slopes @ slopes)
        return value, np.concatenate([[error[:, -1].sum()], gradient + penalty * slopes])

    # What speaks for a clause speaks against none of them.
    of_sign = {1: (0.0, None), -1: (None, 0.0), 0: (None, None)}
    bounds = [(None, None), *(of_sign[int(sign)] for sign in np.where(level, -signs, signs))]
    found = minimize(loss, np.zeros(width + 1), jac=True, bounds=bounds, method="L-BFGS-B").x
    slopes = found[1:] / spread
    # The means of the clauses' features are the same for all clauses: they move none against them.
    intercept = found[0] - slopes[level] @ mean[level] + slopes[~level] @ mean[~level]
    told = {name: round(float(slope), 6) for name, slope in zip(kind.names, slopes, strict=True) if slope}
    return kind(
        clause={name: slope for name, slope in told.items() if name not in kind.levels},
        none={name: slope for name, slope in told.items() if name in kind.levels},
        none_intercept=round(float(intercept), 6),
    )
