"""The figures of accuracy that /about shows. `python -m eval readme` writes the file from the newest results."""

from pathlib import Path

from pydantic import BaseModel, ConfigDict

ACCURACY_PATH = Path(__file__).parent / "accuracy.json"


class Row(BaseModel):
    """A figure: what it is, in Chinese, and its value as it is shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    value: str


class Accuracy(BaseModel):
    """What was measured on the test questions.

    Attributes:
        date: of the measurement, ISO.
        count: questions.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    date: str
    count: int
    rows: tuple[Row, ...]


def load_accuracy(path: Path = ACCURACY_PATH) -> Accuracy | None:
    """Read the figures; None where none were measured."""
    return Accuracy.model_validate_json(path.read_text("utf-8")) if path.exists() else None
