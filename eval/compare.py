"""`python -m eval compare A.json B.json`: paired differences of two runs, with interval and p-value."""

from collections.abc import Callable, Mapping

from eval.outcome import Outcome
from eval.report import ANSWER_MEASURES, table
from eval.results import Results
from eval.stats import Difference, compare_means

_RETRIEVAL = ("hit@1", "Recall@3", "Recall@5", "MRR@10", "nDCG@10", "clause Recall@1", "clause Recall@3")


def compare(old: Results, new: Results) -> dict[str, dict[str, Difference]]:
    """Compare two runs, set by set.

    Every question of either run counts; in the run that misses it, it scores zero.

    Returns:
        Set to measure to difference. `not answered` is over the unanswerable questions, the others over the
        answerable ones.
    """
    compared: dict[str, dict[str, Difference]] = {}
    for name in sorted(old.sets.keys() | new.sets.keys()):
        before, after = (
            {o.id: o for o in results.sets[name].outcomes} if name in results.sets else {} for results in (old, new)
        )
        ids = sorted(before.keys() | after.keys())
        answerable = [i for i in ids if (after.get(i) or before[i]).answerable]
        others = [i for i in ids if i not in set(answerable)]
        rows: dict[str, Difference] = {}
        for measure, value in _measures().items():
            over = others if measure == "not answered" else answerable
            if over:
                pair = ([value(run[i]) if i in run else 0.0 for i in over] for run in (before, after))
                rows[measure] = compare_means(*pair)
        compared[name] = rows
    return compared


def compare_table(compared: dict[str, dict[str, Difference]]) -> str:
    """The differences as Markdown."""
    lines = []
    for name, rows in compared.items():
        cells = (
            (
                measure,
                f"{d.old:.3f}",
                f"{d.new:.3f}",
                f"{d.difference.value:+.3f} [{d.difference.low:+.3f}, {d.difference.high:+.3f}]",
                f"{d.p_value:.4f}",
            )
            for measure, d in rows.items()
        )
        lines += [f"## {name}", "", *table(("measure", "old", "new", "difference [95 %]", "p"), cells), ""]
    return "\n".join(lines)


def _measures() -> dict[str, Callable[[Outcome], float]]:
    """Name to what it takes from an outcome."""
    found: dict[str, Callable[[Outcome], float]] = {}
    for name in _RETRIEVAL:
        found[name] = lambda o, name=name: _product(o)[name]  # type: ignore[misc]
    for name in ANSWER_MEASURES:
        found[name] = lambda o, name=name: o.answer[name]  # type: ignore[misc]
    return found | {"answered": lambda o: float(o.answered), "not answered": lambda o: float(not o.answered)}


def _product(outcome: Outcome) -> Mapping[str, float]:
    """Of the product's own method, the last of each result: another version may have named it otherwise."""
    return outcome.retrieval[list(outcome.retrieval)[-1]]
