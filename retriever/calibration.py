"""Probabilities and thresholds: small logistic models, fitted by `python -m eval train`.

They are stored with the figures that they were fitted on. No other file holds a threshold.
"""

import math
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

CALIBRATION_PATH = Path(__file__).parent / "calibration.json"
BELONGING = "belonging"
"""The one feature of the model `clause`: log-odds of the trees (`retriever/belonging.py`)."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Logistic(_Frozen):
    """A logistic regression.

    Attributes:
        intercept: the log-odds where all features are 0.
        weights: feature name to weight, for features as they come, not standardised.
    """

    intercept: float
    weights: dict[str, float]

    def probability(self, features: Mapping[str, float]) -> float:
        """The probability, 0 to 1.

        Raises:
            KeyError: when a feature of the model is missing.
        """
        logit = self.intercept + sum(weight * features[name] for name, weight in self.weights.items())
        return 1 / (1 + math.exp(-max(-60.0, min(60.0, logit))))


class Thresholds(_Frozen):
    """Where the bands of confidence lie, each a probability.

    Attributes:
        answerable: below it the regulation does not say.
        confident: below it candidates are offered instead of an answer.
        on_topic: below it the question is not about the regulation.
        clause: from here on a clause brings its article into the answer.
        beside: from here on a clause stands in the answer beside another one of its article.
        course: from here on the course of a procedure is shown.
    """

    answerable: float = Field(ge=0, le=1)
    confident: float = Field(ge=0, le=1)
    on_topic: float = Field(ge=0, le=1)
    clause: float = Field(ge=0, le=1)
    beside: float = Field(ge=0, le=1)
    course: float = Field(ge=0, le=1)


class Calibration(_Frozen):
    """The fitted models and thresholds.

    Attributes:
        encoder: id of the encoder whose scores it was fitted on.
        answerable: that the regulation answers the question.
        confident: that the first article answers it.
        on_topic: that the question is about the regulation.
        clause: that a clause belongs in the answer.
        course: that the question asks for the whole course of a procedure.
        fitted_on: what it was made from, by hash, and the figures reached, for the record.
    """

    encoder: str
    answerable: Logistic
    confident: Logistic
    on_topic: Logistic
    clause: Logistic
    course: Logistic
    thresholds: Thresholds
    fitted_on: dict[str, str | int | float]


def load_calibration(path: Path = CALIBRATION_PATH) -> Calibration:
    """Read a calibration.

    Raises:
        ValueError: when the file is not one (pydantic names the field).
    """
    return Calibration.model_validate_json(path.read_text("utf-8"))


_EVEN = Logistic(intercept=0.0, weights={})
UNCALIBRATED = Calibration(
    encoder="none",
    answerable=_EVEN,
    confident=_EVEN,
    on_topic=_EVEN,
    clause=_EVEN,
    course=Logistic(intercept=-1.0, weights={"how": 2.0}),
    thresholds=Thresholds(answerable=0, confident=0, on_topic=0, clause=0, beside=0, course=0.5),
    fitted_on={},
)
"""Every probability is one half, and the words alone tell whether a course is asked for. For fitting a calibration, and
for texts that none was fitted on."""
