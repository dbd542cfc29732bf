"""Probabilities and thresholds: small logistic models, fitted on the dev questions by `python -m eval calibrate`.

They are stored with the figures that they were fitted on. No other file holds a threshold.
"""

import math
from collections.abc import Mapping
from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

CALIBRATION_PATH = Path(__file__).parent / "calibration.json"


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
        answer: from here on the question is answered.
        ask_back: from here on, below `answer`, candidates are offered; below it, the regulation does not say.
        on_topic: below it the question is not about the regulation.
        clause: from here on a clause stands in the answer.
    """

    answer: float = Field(ge=0, le=1)
    ask_back: float = Field(ge=0, le=1)
    on_topic: float = Field(ge=0, le=1)
    clause: float = Field(ge=0, le=1)


class Calibration(_Frozen):
    """The fitted models and thresholds.

    Attributes:
        answer: that the first article answers the question; its value is the confidence.
        on_topic: that the question is about the regulation.
        clause: that a clause belongs in the answer.
        fitted_on: question file, its size and hash, and the figures reached, for the record.
    """

    encoder: str
    answer: Logistic
    on_topic: Logistic
    clause: Logistic
    thresholds: Thresholds
    fitted_on: dict[str, str | int | float]


def load_calibration(path: Path = CALIBRATION_PATH) -> Calibration:
    """Read a calibration.

    Raises:
        ValueError: when the file is not one (pydantic names the field).
    """
    return Calibration.model_validate_json(path.read_text("utf-8"))
