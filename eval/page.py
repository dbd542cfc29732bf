"""The report as one self-contained HTML page: the Markdown of the report, with its figures drawn beside the tables."""

import io
import re
import warnings
from collections.abc import Callable, Sequence
from typing import Any, get_args

import numpy as np
from jinja2 import Environment, PackageLoader, select_autoescape
from markdown_it import MarkdownIt
from markupsafe import Markup
from matplotlib import rc_context
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from eval.metrics import ARTICLE_MEASURES
from eval.outcome import Outcome
from eval.questions import Category
from eval.report import articles_of
from eval.results import Results
from eval.run import METHODS, PRODUCT
from eval.stats import reliability, risk_coverage

_COLOURS = ("#7a7a7a", "#b8c4d0", "#8aa3bd", "#4f7aa5", "#1f4e79")
# Text stays text: the reader's fonts show it, and no glyph of ours is needed.
_STYLE: Any = {"svg.fonttype": "none", "svg.hashsalt": "wengui", "axes.spines.top": False, "axes.spines.right": False}


def render_page(results: Results, markdown: str) -> str:
    """The page."""
    environment = Environment(loader=PackageLoader("eval", "templates"), autoescape=select_autoescape())
    return environment.get_template("report.html").render(
        body=Markup(MarkdownIt("commonmark").enable("table").render(markdown)),  # noqa: S704 - texts are escaped in it
        commit=results.meta["commit"],
        sets=[
            {
                "name": name,
                "figures": [Markup(svg) for svg in _figures(found.outcomes)],  # noqa: S704 - drawn here
                "articles": articles_of(found.outcomes),
            }
            for name, found in results.sets.items()
        ],
        last=max((article for found in results.sets.values() for o in found.outcomes for article in o.gold), default=0),
    )


def _figures(outcomes: Sequence[Outcome]) -> list[str]:
    return [_drawn(draw, outcomes) for draw in (_categories, _reliability, _risk)]


def _drawn(draw: Callable[[Axes, Sequence[Outcome]], None], outcomes: Sequence[Outcome]) -> str:
    """An SVG, without the date and without what stands before its root."""
    with rc_context(_STYLE), warnings.catch_warnings():
        warnings.filterwarnings("ignore", message="Glyph .* missing from font")
        figure = Figure(figsize=(6, 3.6), layout="constrained")
        draw(figure.subplots(), outcomes)
        file = io.StringIO()
        figure.savefig(file, format="svg", metadata={"Date": None})
    return re.sub(r"^.*?(?=<svg)", "", file.getvalue(), flags=re.DOTALL)


def _categories(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    measure = next(iter(ARTICLE_MEASURES))
    asked = {c: [o for o in outcomes if o.category == c and o.answerable] for c in get_args(Category)}
    names = [category for category, group in asked.items() if group]
    width = 0.8 / len(METHODS)
    for place, method in enumerate(METHODS):
        heights = [float(np.mean([o.retrieval[method][measure] for o in asked[c]])) for c in names]
        left = np.arange(len(names)) + (place - (len(METHODS) - 1) / 2) * width
        axes.bar(left, heights, width, color=_COLOURS[place], label=method)
    axes.set_xticks(range(len(names)), names, rotation=20)
    axes.set_ylim(0, 1)
    axes.set_title(f"各类别的 {measure}")
    axes.legend(fontsize=7, ncols=len(METHODS), loc="upper center", bbox_to_anchor=(0.5, -0.18))


def _reliability(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    confidence, right, count = (np.array(column) for column in zip(*reliability(outcomes), strict=True))
    axes.plot([0, 1], [0, 1], color="#999999", linewidth=0.8, linestyle="--")
    axes.scatter(confidence, right, s=8 + 3 * count, color=_COLOURS[-1], alpha=0.8)
    axes.set(xlim=(0, 1), ylim=(0, 1), xlabel="置信度", ylabel="第一条正确的比例", title="可靠性（点的大小：问题数）")


def _risk(axes: Axes, outcomes: Sequence[Outcome]) -> None:
    coverage, risk = risk_coverage(outcomes)
    axes.plot(coverage, risk, color=_COLOURS[-1])
    axes.set(
        xlim=(0, 1),
        ylim=(0, 1),
        xlabel="覆盖：先答置信度高的",
        ylabel="风险：第一条错误的比例",
        title=f"风险—覆盖（{PRODUCT}）",
    )
