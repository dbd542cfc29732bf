"""The README's figures, made from the newest results by `python -m eval readme`; a test fails when they are stale."""

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np

from eval.report import bank_table, category_table, method_table
from eval.results import Results, load_results, newest_results
from eval.run import PRODUCT
from retriever.settings import PROJECT_DIR

README = PROJECT_DIR / "README.md"
ACCURACY = PROJECT_DIR / "web" / "accuracy.json"


def generated_blocks(results_dir: Path) -> dict[str, str]:
    """The text of each block between `<!-- NAME -->` and `<!-- /NAME -->` in the README."""
    results = load_results(newest_results(results_dir))
    bench = json.loads((results_dir / "bench.json").read_text("utf-8"))
    return {"eval-run": _accuracy_tables(results), "eval-bench": _bench_table(bench)}


def with_blocks(readme: str, blocks: dict[str, str]) -> str:
    """Put the blocks into a README.

    Raises:
        ValueError: when the README has no such block.
    """
    for name, text in blocks.items():
        start, end = f"<!-- {name} -->", f"<!-- /{name} -->"
        before, opened, rest = readme.partition(start)
        _, closed, after = rest.partition(end)
        if not opened or not closed:
            raise ValueError(f"README.md has no {start} … {end}. Mend: put both lines where the table belongs")
        readme = f"{before}{start}\n{text}\n{end}{after}"
    return readme


def accuracy_of(results: Results) -> dict[str, Any]:
    """The figures of the test questions as `web/accuracy.json` has them, for people: names in Chinese, shares in %."""
    outcomes = results.sets["test"].outcomes
    answerable = [o for o in outcomes if o.answerable]
    tempting = [o for o in outcomes if o.category == "near-miss"]
    foreign = [o for o in outcomes if o.category in ("off-topic", "attack") and not o.answerable]

    def share(values: Iterable[float]) -> str:
        return f"{100 * float(np.mean(list(values))):.1f}%"

    rows = {
        "第一条就是答案所在的条": share(o.retrieval[PRODUCT]["hit@1"] for o in answerable),
        "前三条里有答案所在的条": share(o.retrieval[PRODUCT]["Recall@3"] for o in answerable),
        "所需的条全部引到，承载答案的句子全部引出": share(o.answer["complete"] for o in answerable),
        "引用的条里，该引的占": share(o.answer["citation precision"] for o in answerable if o.answered),
        "引文与原文逐字相同": share(o.verbatim / len(o.cited) for o in outcomes if o.cited),
        "规则没有写、听起来像写了的问题，没有当作规定回答": share(not o.answered for o in tempting),
        "与规则无关的问题，没有当作规定回答": share(not o.answered for o in foreign),
    }
    return {
        "date": results.meta["date"],
        "count": len(outcomes),
        "rows": [{"name": name, "value": value} for name, value in rows.items()],
    }


def _accuracy_tables(results: Results) -> str:
    lines = [f"{results.meta['date']}，提交 `{results.meta['commit']}`；方括号内是 95% 自助法区间。", ""]
    for name, found in results.sets.items():
        lines += [f"**{name}**", "", *method_table(found.outcomes), "", *category_table(found.outcomes), ""]
        lines += ["题库的作用（hit@1）：", "", *bank_table(found.outcomes), ""]
    return "\n".join(lines).rstrip()


def _bench_table(bench: dict[str, Any]) -> str:
    server, ask = bench["server"], bench["ask_ms"]
    rows = [
        ("建立索引（首次启动）", f"{bench['index_build_seconds']:.1f} 秒"),
        ("从启动进程到页面就绪（索引已建）", f"{server['ready_seconds']:.1f} 秒"),
        ("从启动进程到第一个回答", f"{server['first_answer_seconds']:.1f} 秒"),
        ("一次查询（`Service.ask`）中位数 / 95 分位", f"{ask['p50']:.0f} / {ask['p95']:.0f} 毫秒"),
        *(
            (
                f"HTTP，{clients} 个客户端同时提问",
                f"每秒 {load['answers_per_second']:.1f} 个回答，中位数 {load['p50_ms']:.0f} 毫秒",
            )
            for clients, load in server["clients"].items()
        ),
        ("内存峰值", f"{server['peak_memory_mb']} MB"),
    ]
    table = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"| 项目（{bench['machine']['cpus']} 核 CPU，{bench['date']}） | 数值 |\n|---|---|\n{table}"
