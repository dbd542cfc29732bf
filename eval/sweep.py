"""`python -m eval sweep`: vary the weights and thresholds over stored scores; no model runs twice.

The scores of a question file are stored under `var/`, named by what they were made from: another index, another file or
another depth makes new ones.
"""

import gzip
import json
import logging
from collections.abc import Mapping, Sequence
from dataclasses import asdict, fields
from hashlib import sha256
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from eval.metrics import ARTICLE_MEASURES, per_question
from eval.questions import Question
from retriever.model import Retrieval, Scores
from retriever.reading import Step
from retriever.retriever import Retriever
from retriever.settings import PROJECT_DIR, SearchSettings

STORE = PROJECT_DIR / "var" / "eval"
MEASURES = ("hit@1", "Recall@3", "Recall@5", "MRR@10")
log = logging.getLogger(__name__)


def stored_scores(
    retriever: Retriever, settings: SearchSettings, name: str, questions: Sequence[Question], store: Path = STORE
) -> list[Scores]:
    """The scores of questions, in order; from the store where they are there.

    Args:
        retriever: over an index.
        settings: their depth counts.
        name: of the questions, for that of the file.
        questions: to be asked.
        store: folder of the files.
    """
    names = [field.name for field in fields(Scores)]
    asked = [(question.question, *question.history) for question in questions]
    made_from = (json.dumps(retriever.index.manifest["files"], sort_keys=True), settings.depth, names, asked)
    file = store / f"{name}-{sha256(repr(made_from).encode()).hexdigest()[:16]}.json.gz"
    if not file.exists():
        log.info("sweep: asking the channels; the scores go to %s", file)
        save_scores([retriever.score(q.question, q.history) for q in questions], file)
    return load_scores(file)


def save_scores(found: Sequence[Scores], file: Path) -> None:
    """Write scores to a file, whole or not at all."""
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_suffix(".unfinished")
    with gzip.open(unfinished, "wt", encoding="utf-8", compresslevel=1) as out:
        json.dump([asdict(scores) for scores in found], out, ensure_ascii=False)
    unfinished.replace(file)


def load_scores(file: Path) -> list[Scores]:
    """Read what `save_scores` wrote."""
    with gzip.open(file, "rt", encoding="utf-8") as stored:
        return [_scores(record) for record in json.load(stored)]


def _scores(record: dict[str, Any]) -> Scores:
    channels = {
        name: tuple((row, score) for row, score in record[name])
        for name in ("dense", "bm25", "bank_dense", "bank_bm25", "classified")
    }
    steps = tuple(Step(**step) for step in record["steps"])
    parts = tuple(map(_scores, record["parts"]))
    readings = {name: _scores(reading) for name, reading in record["readings"].items()}
    return Scores(**record | channels | {"steps": steps, "parts": parts, "readings": readings})


def sweep_weights(
    retriever: Retriever,
    settings: SearchSettings,
    questions: Sequence[Question],
    scores: Sequence[Scores],
    grid: Mapping[str, Sequence[float]],
) -> list[dict[str, float]]:
    """Rank the stored scores with every combination of settings.

    Args:
        retriever: over the index that gave the scores.
        settings: what the grid does not name.
        questions: those that were asked.
        scores: of each of them.
        grid: name of a search setting to its values.

    Returns:
        A row for each combination, the setting and the measures in it, best hit@1 first.

    Raises:
        ValueError: when there is no such setting, or it cannot have such a value.
    """
    rows = []
    settings = settings.model_copy(update={"ranker": "fusion"})  # the only one with weights
    asked = [(q, s) for q, s in zip(questions, scores, strict=True) if q.answerable]
    gold = {q.id: {str(article): 1 for article in q.gold_articles} for q, _ in asked}
    for values in product(*grid.values()):
        change = dict(zip(grid, values, strict=True))
        searcher = retriever.with_settings(SearchSettings.model_validate(settings.model_dump() | change))
        run = {q.id: [str(hit.article.number) for hit in searcher.rank(s).articles] for q, s in asked}
        found = per_question(gold, run, ARTICLE_MEASURES)
        rows.append(change | {m: float(np.mean([row[m] for row in found.values()])) for m in MEASURES})
    return sorted(rows, key=lambda row: tuple(-row[m] for m in MEASURES))


def sweep_threshold(
    retriever: Retriever, questions: Sequence[Question], scores: Sequence[Scores]
) -> list[dict[str, float]]:
    """Vary the threshold of being answerable: what it refuses of each kind.

    Returns:
        A row for each threshold: the share of the answerable questions that are refused, and of the unanswerable ones,
        near-misses apart from the rest.
    """
    found: list[tuple[Question, Retrieval]] = [(q, retriever.rank(s)) for q, s in zip(questions, scores, strict=True)]
    groups = {
        "answerable refused": [r.answerable for q, r in found if q.answerable],
        "near-miss refused": [r.answerable for q, r in found if q.category == "near-miss"],
        "others refused": [r.answerable for q, r in found if not q.answerable and q.category != "near-miss"],
    }
    return [
        {"threshold": float(threshold)}
        | {name: float(np.mean(np.array(values) < threshold)) for name, values in groups.items() if values}
        for threshold in np.arange(0.05, 1.0, 0.05).round(2)
    ]
