"""The gate: what dev reaches may not fall below the baseline. `python -m eval gate`, and a test.

The same code, questions and index give the same figures, so the tolerance covers only what another processor may change
in the last digits of a vector: two questions in a set of a few hundred.
"""

import json
from pathlib import Path

import numpy as np
from pydantic import BaseModel, ConfigDict

from eval.outcome import Outcome
from eval.results import RESULTS_DIR, ResultSet
from eval.run import PRODUCT
from eval.stats import auroc, refusal_figures

BASELINE = RESULTS_DIR / "baseline.json"
TOLERANCE = 0.005
LOWER_IS_BETTER = frozenset({"false refusals"})


class Baseline(BaseModel):
    """The figures that were accepted.

    Attributes:
        sha256: of the dev questions that they were measured on.
        figures: name to value.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str
    figures: dict[str, float]


def gate_figures(outcomes: tuple[Outcome, ...]) -> dict[str, float]:
    """The figures that are guarded."""
    asked = [o for o in outcomes if o.answerable]
    tempting = [o for o in outcomes if o.answerable or o.category == "near-miss"]
    refusal = refusal_figures(outcomes)
    return {
        **{m: float(np.mean([o.retrieval[PRODUCT][m] for o in asked])) for m in ("hit@1", "Recall@3", "MRR@10")},
        **{m: float(np.mean([o.answer[m] for o in asked])) for m in ("complete", "citation precision")},
        "refusal recall": refusal["recall"],
        "false refusals": refusal["false refusals"],
        "AUROC near-miss": auroc(tempting),
    }


def accept(found: ResultSet, path: Path = BASELINE) -> Baseline:
    """Make the figures of a run the baseline."""
    figures = {name: round(value, 4) for name, value in gate_figures(found.outcomes).items()}
    baseline = Baseline(sha256=found.sha256, figures=figures)
    path.write_text(baseline.model_dump_json(indent=1) + "\n", "utf-8")
    return baseline


def load_baseline(path: Path = BASELINE) -> Baseline:
    """Read the baseline.

    Raises:
        ValueError: when it is none.
    """
    return Baseline.model_validate(json.loads(path.read_text("utf-8")))


def faults(found: ResultSet, baseline: Baseline) -> list[str]:
    """What fell below the baseline, in words; a line also where the baseline is of other questions."""
    if found.sha256 != baseline.sha256:
        return [
            "the dev questions are not those of the baseline. Mend: look at both, then `python -m eval gate --accept`"
        ]
    figures = gate_figures(found.outcomes)
    fallen = []
    for name, accepted in baseline.figures.items():
        loss = figures[name] - accepted if name in LOWER_IS_BETTER else accepted - figures[name]
        if loss > TOLERANCE:
            fallen.append(f"{name} is {figures[name]:.4f}, the baseline has {accepted:.4f}")
    return fallen
