"""The report as Markdown: tables over the outcomes, and the questions that went worst."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import get_args

import numpy as np

from eval.outcome import Outcome
from eval.questions import Category
from eval.results import Results, ResultSet
from eval.run import METHODS, PRODUCT
from eval.stats import (
    Estimate,
    area_under_risk,
    auroc,
    calibration_figures,
    estimate_mean,
    estimate_of,
    refusal_figures,
)
from eval.verdicts import VerdictCounts

ANSWER_MEASURES = ("spans", "keys", "citation precision", "citation recall", "complete")
WORST = 20
_HEADLINES = ("hit@1", "Recall@3", "Recall@5", "MRR@10", "nDCG@10", "clause Recall@1", "clause Recall@3")
_LABELS = {
    "spans": "引出标准答案原文",
    "keys": "含关键字样",
    "citation precision": "引用准确率",
    "citation recall": "引用召回率",
    "complete": "完整回答",
    "precision": "拒答准确率",
    "recall": "拒答召回率",
    "F1": "拒答 F1",
    "false refusals": "误拒（可答而未答）",
    "AUROC": "可答与不可答的 AUROC",
    "AUROC near-miss": "可答与 near-miss 的 AUROC",
    "Brier": "Brier",
    "ECE": "ECE",
    "area under risk": "风险—覆盖曲线下面积",
}


def render_report(results: Results) -> str:
    """The whole report."""
    meta = results.meta
    lines = [
        "# 评测报告",
        "",
        f"{meta['time']}，提交 `{meta['commit']}`，向量模型 {meta['encoder']}，题库 {meta['bank']['questions']} 问，"
        f"{meta['cpus']} 核 CPU。由 `python -m eval report` 生成；方括号内是 95% 自助法区间。"
        "`dev` 用来调参，`test` 只用来报告。",
        "",
    ]
    for name, found in results.sets.items():
        lines += [f"## {name}", "", *set_tables(found), *_article_map(found.outcomes), *_worst(found.outcomes)]
    return "\n".join(lines)


def set_tables(found: ResultSet) -> list[str]:
    """The tables of one set."""
    outcomes = found.outcomes
    return [
        *section("检索", method_table(outcomes)),
        *section("按类别：检索与回答", category_table(outcomes)),
        *section("题库在各类别的作用（hit@1）", bank_table(outcomes)),
        *section("回答", answer_table(outcomes)),
        *(section("说明与规定是否一致", verdict_table(found.verdicts)) if found.verdicts else []),
        *section("拒答与置信度", refusal_table(outcomes)),
        *section("各类别的状态", status_table(outcomes)),
    ]


def section(title: str, table: Sequence[str]) -> list[str]:
    """A table under its heading."""
    return [f"### {title}", "", *table, ""]


def method_table(outcomes: Sequence[Outcome]) -> list[str]:
    """Retrieval by method, over the answerable questions."""
    asked = [o for o in outcomes if o.answerable]
    rows = (
        (method, *(with_interval(estimate_mean([o.retrieval[method][m] for o in asked])) for m in _HEADLINES))
        for method in METHODS
    )
    return table((f"方法（{len(asked)} 问）", *_HEADLINES), rows)


def category_table(outcomes: Sequence[Outcome]) -> list[str]:
    """Retrieval and answers of the product, by category."""
    measures = ("hit@1", "Recall@3", "Recall@5")

    def row(name: str, group: Sequence[Outcome]) -> tuple[str, ...]:
        asked = [o for o in group if o.answerable]
        found = (estimate_mean([o.retrieval[PRODUCT][m] for o in asked]) for m in measures)
        complete = estimate_mean([o.answer["complete"] for o in asked])
        refused = estimate_mean([float(not o.answered) for o in group if not o.answerable])
        cells = [with_interval(e) if asked else "—" for e in (*found, complete)]
        return (name, str(len(group)), *cells, with_interval(refused) if len(asked) < len(group) else "—")

    rows = [row(c, [o for o in outcomes if o.category == c]) for c in get_args(Category)]
    header = ("类别", "问题数", *measures, "完整回答", "不可答的未当规定回答")
    return table(header, [row for row in (*rows, row("全部", outcomes)) if row[1] != "0"])


def bank_table(outcomes: Sequence[Outcome]) -> list[str]:
    """hit@1 by method and category: what the bank gives."""
    rows = []
    for category in (*get_args(Category), "全部"):
        asked = [o for o in outcomes if o.answerable and category in (o.category, "全部")]
        if asked:
            scores = {m: float(np.mean([o.retrieval[m]["hit@1"] for o in asked])) for m in METHODS}
            gain = scores["fused + bank"] - scores["fused"]
            rows.append((category, str(len(asked)), *(f"{value:.3f}" for value in scores.values()), f"{gain:+.3f}"))
    return table(("类别", "问题数", *METHODS, "题库的增益"), rows)


def answer_table(outcomes: Sequence[Outcome]) -> list[str]:
    """What the answers hold, over the answerable questions, and how long they are, over those that give a rule."""
    asked = [o for o in outcomes if o.answerable]
    given = [o for o in outcomes if o.answered]
    quotes = sum(len(o.cited) for o in outcomes)
    verbatim = sum(o.verbatim for o in outcomes) / quotes if quotes else 1.0
    lengths = [o.length for o in given] or [0]
    latencies = [o.latency_ms for o in outcomes]
    said = [o.verdict for o in outcomes]
    rows = [(_LABELS[m], with_interval(estimate_mean([o.answer[m] for o in asked]))) for m in ANSWER_MEASURES]
    if answered := [o for o in asked if o.answered]:
        rows += [
            (f"只算已回答的：{_LABELS[m]}", with_interval(estimate_mean([o.answer[m] for o in answered])))
            for m in ("citation precision", "citation recall")
        ]
    if several := [o for o in asked if o.answered and len(o.cited) > 1]:
        first = with_interval(estimate_mean([o.answer["first quote"] for o in several]))
        rows.append((f"引文不止一处的回答，第一处就有答案（{len(several)} 问）", first))
    rows += [
        (f"引文逐字一致（{quotes} 处）", f"{verbatim:.3f}"),
        ("说明与规定一致 / 不一致的回答", f"{said.count(True)} / {said.count(False)}"),
        *_procedure_rows(asked),
        ("回答长度，字：中位数 / 95 分位", f"{np.percentile(lengths, 50):.0f} / {np.percentile(lengths, 95):.0f}"),
        ("用时，毫秒：中位数 / 95 分位", f"{np.percentile(latencies, 50):.0f} / {np.percentile(latencies, 95):.0f}"),
    ]
    return table((f"回答（{len(asked)} 个可答的问题）", ""), rows)


def _procedure_rows(asked: Sequence[Outcome]) -> list[tuple[str, str]]:
    rows = []
    for wanted, name in ((True, "问整个流程的"), (False, "不问流程的")):
        group = [o for o in asked if o.course is wanted]
        if group:
            shown = sum(bool(o.procedure) for o in group)
            rows.append((f"{name}，列出办理步骤的", f"{shown} / {len(group)}"))
    if named := [o for o in asked if o.course and o.procedure and o.procedures]:
        right = sum(o.procedure in o.procedures for o in named)
        rows.append(("列出的步骤正是所问的流程", f"{right} / {len(named)}"))
    return rows


def verdict_table(counts: VerdictCounts) -> list[str]:
    """Verdicts on the questions for a yes or no."""
    header = ("问是否合规、是否如此的问题", "可由条文直接比较的", "作了说明的", "说明正确的")
    return table(header, [tuple(map(str, (counts.asked, counts.decidable, counts.given, counts.right)))])


def refusal_table(outcomes: Sequence[Outcome]) -> list[str]:
    """Refusal, calibration and risk, over all questions. What is offered back counts as not answered."""
    tempting = [o for o in outcomes if o.answerable or o.category == "near-miss"]
    figures: dict[str, Estimate] = {
        name: estimate_of(_figure(refusal_figures, name), outcomes) for name in refusal_figures(outcomes)
    }
    figures["AUROC"] = estimate_of(auroc, outcomes)
    figures["AUROC near-miss"] = estimate_of(auroc, tempting)
    figures |= {name: estimate_of(_figure(calibration_figures, name), outcomes) for name in ("Brier", "ECE")}
    figures["area under risk"] = estimate_of(area_under_risk, outcomes)
    return table(("指标", ""), [(_LABELS[name], with_interval(figure)) for name, figure in figures.items()])


def status_table(outcomes: Sequence[Outcome]) -> list[str]:
    """How the questions of each category ended."""
    statuses = sorted({o.status for o in outcomes})
    rows = []
    for category in get_args(Category):
        counts = Counter(o.status for o in outcomes if o.category == category)
        if counts:
            rows.append((category, *(str(counts[status] or "") for status in statuses)))
    return table(("类别", *statuses), rows)


def articles_of(outcomes: Sequence[Outcome]) -> dict[int, tuple[int, int]]:
    """Article to the number of questions that it is gold for, and how many of them found it first or among 3."""
    found: dict[int, tuple[int, int]] = {}
    for outcome in outcomes:
        for article in outcome.gold:
            asked, hits = found.get(article, (0, 0))
            hit = str(article) in outcome.articles.get(PRODUCT, ())[:3]
            found[article] = asked + 1, hits + hit
    return found


def worst(outcomes: Sequence[Outcome]) -> list[Outcome]:
    """The questions whose confidence was furthest from what they deserved; ties by id."""
    return sorted(outcomes, key=lambda o: (-abs(o.confidence - o.right), o.id))[:WORST]


def _article_map(outcomes: Sequence[Outcome]) -> list[str]:
    cells = [f"{a}: {hits}/{asked}" for a, (asked, hits) in sorted(articles_of(outcomes).items())]
    rows = [cells[at : at + 9] for at in range(0, len(cells), 9)]
    return section("各条：前 3 条中找到 / 问题数", table([""] * 9, [row + [""] * (9 - len(row)) for row in rows]))


def _worst(outcomes: Sequence[Outcome]) -> list[str]:
    rows = [
        (
            o.id,
            escape(" / ".join((*o.history, o.question))),
            "、".join(map(str, o.gold)) or "不可答",
            "、".join(o.articles.get(PRODUCT, ())[:3]) or "—",
            o.status,
            f"{o.confidence:.2f}",
        )
        for o in worst(outcomes)
    ]
    return section(f"置信度错得最多的 {WORST} 问", table(("题号", "问题", "应为", "前 3 条", "状态", "置信度"), rows))


def _figure(
    figures: Callable[[Sequence[Outcome]], dict[str, float]], name: str
) -> Callable[[Sequence[Outcome]], float]:
    return lambda outcomes: figures(outcomes)[name]


def with_interval(estimate: Estimate) -> str:
    """A figure as it stands in a table."""
    return f"{estimate.value:.3f} [{estimate.low:.3f}, {estimate.high:.3f}]"


def table(header: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """The lines of a Markdown table."""
    return [f"| {' | '.join(cells)} |" for cells in (header, ["---"] * len(header), *rows)]


def escape(text: str) -> str:
    """Text as it may stand in a cell: no marks of Markdown or HTML, no line end, no control character."""
    shown = "".join(char if char.isprintable() else "�" for char in text)
    for char in "\\`*_[]|~":
        shown = shown.replace(char, f"\\{char}")
    return shown.replace("&", "&amp;").replace("<", "&lt;")


def write_report(results: Results, folder: Path) -> tuple[Path, Path]:
    """Write `report.md` and `report.html`, and return their paths."""
    from eval.page import render_page

    markdown = render_report(results)
    paths = folder / "report.md", folder / "report.html"
    paths[0].write_text(markdown, "utf-8")
    paths[1].write_text(render_page(results, markdown), "utf-8")
    return paths
