"""Agreement of two labellers: the author of an item, and someone who saw only the question and the regulation.

`questions/labels.jsonl` holds both labels of each item as they were before any disagreement was settled.
"""

from pathlib import Path
from typing import Literal

import numpy as np
from pydantic import BaseModel, ConfigDict
from sklearn.metrics import cohen_kappa_score

from eval.questions import QUESTIONS_DIR, Record, load_records

LABELS = QUESTIONS_DIR / "labels.jsonl"


class Label(BaseModel):
    """What one labeller said: the articles that a complete answer cites; none where the regulation does not answer."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    answerable: bool
    articles: tuple[int, ...]


class LabelPair(Record):
    """Both labels of one item.

    Attributes:
        id: of the item.
        first: the author's.
        second: of the one who did not see it.
        settled: whose label the item has now, where they differ; empty where they agree.
        why: the reason, where they differ.
    """

    first: Label
    second: Label
    settled: Literal["", "first", "second", "both", "reworded"] = ""
    why: str = ""

    @property
    def jaccard(self) -> float:
        """Overlap of the articles, 0 to 1; 1 where both name none."""
        first, second = set(self.first.articles), set(self.second.articles)
        return len(first & second) / len(first | second) if first | second else 1.0


def load_labels(path: Path = LABELS) -> tuple[LabelPair, ...]:
    """Read the labels.

    Raises:
        QuestionFileError: for a line that is none, or an id that comes twice.
    """
    return load_records(path, LabelPair)


def agreement(pairs: tuple[LabelPair, ...]) -> dict[str, float]:
    """Figures of agreement.

    Returns:
        items; answerable agreed: share with the same word on whether it is answerable; kappa: Cohen's, on the same;
        articles identical: share with the same set of articles; Jaccard: mean overlap of the articles of the items
        that both call answerable.
    """
    first, second = ([getattr(pair, who).answerable for pair in pairs] for who in ("first", "second"))
    both = [pair for pair in pairs if pair.first.answerable and pair.second.answerable]
    return {
        "items": len(pairs),
        "answerable agreed": float(np.mean(np.array(first) == np.array(second))),
        "kappa": float(cohen_kappa_score(first, second)),
        "articles identical": float(np.mean([pair.jaccard == 1 for pair in pairs])),
        "Jaccard": float(np.mean([pair.jaccard for pair in both])),
    }
