"""`python -m eval run`: how well each channel finds the articles, and how the questions end."""

from collections import Counter
from collections.abc import Sequence
from typing import Any

from answer.service import Service
from eval.metrics import gold_of, mean, per_question
from eval.questions import Question
from retriever.retriever import Retriever
from retriever.settings import SearchSettings

METHODS = {"BM25": 0.0, "dense": 1.0, "fused": None}
"""Method to the weight of the dense channel; None is the weight of the settings."""


def run_retrieval(retriever: Retriever, settings: SearchSettings, questions: Sequence[Question]) -> dict[str, Any]:
    """Score each method, over all answerable questions and by category.

    Returns:
        Method to category (and "all") to measure to mean.
    """
    gold = gold_of(questions)
    tables = {}
    for method, weight in METHODS.items():
        changed = {} if weight is None else {"dense_weight": weight}
        searcher = retriever.with_settings(settings.model_copy(update=changed))
        run = {}
        for question in questions:
            if question.id in gold:
                found = searcher.search(question.question, question.history)
                run[question.id] = [str(hit.article.number) for hit in found.articles]
        scores = per_question(gold, run)
        groups: dict[str, list[str]] = {"all": list(gold)} if gold else {}
        for question in questions:
            if question.id in gold:
                groups.setdefault(question.category, []).append(question.id)
        tables[method] = {
            name: {"questions": len(ids)} | {m: round(v, 4) for m, v in mean(scores, ids).items()}
            for name, ids in groups.items()
        }
    return tables


def run_answers(service: Service, questions: Sequence[Question]) -> dict[str, Any]:
    """Count how questions end, by category, and check every quote.

    Returns:
        `statuses` by category; `answered_share` of answerable questions, `refused_share` of the others, by category;
        `verbatim_share` of the quotes.
    """
    text = {regulation.id: regulation.text for regulation in service.regulations}
    statuses: dict[str, Counter[str]] = {}
    quotes = verbatim = 0
    answered: dict[bool, list[bool]] = {True: [], False: []}
    for question in questions:
        answer = service.ask(question.question, question.history)
        statuses.setdefault(question.category, Counter())[answer.status.value] += 1
        answered[question.answerable].append(answer.status.answered)
        quotes += len(answer.citations)
        verbatim += sum(citation.quote in text[citation.regulation] for citation in answer.citations)
    return {
        "statuses": {category: dict(sorted(counts.items())) for category, counts in statuses.items()},
        "answerable_answered": _share(answered[True]),
        "unanswerable_not_answered": round(1 - _share(answered[False]), 4),
        "quotes": quotes,
        "verbatim_share": verbatim / quotes if quotes else 1.0,
    }


def _share(flags: Sequence[bool]) -> float:
    return round(sum(flags) / len(flags), 4) if flags else 0.0


def format_tables(results: dict[str, Any]) -> str:
    """The results as Markdown tables."""
    lines = []
    for name, result in results["sets"].items():
        if fused := result["retrieval"]["fused"].get("all"):
            measures = [key for key in fused if key != "questions"]
            lines += [f"**{name}**：{fused['questions']} 个可回答的问题", "", "| 方法 | " + " | ".join(measures) + " |"]
            lines += ["|---" * (len(measures) + 1) + "|"]
            for method, table in result["retrieval"].items():
                lines.append(f"| {method} | " + " | ".join(f"{table['all'][m]:.3f}" for m in measures) + " |")
        answers = result["answers"]
        lines += ["", "| 类别 | 问题数 | hit@1 | Recall@3 | 各状态的问题数 |", "|---|---|---|---|---|"]
        for category, counts in answers["statuses"].items():
            scores = result["retrieval"]["fused"].get(category)
            figures = f"{scores['hit@1']:.3f} | {scores['Recall@3']:.3f}" if scores else "— | —"
            ended = "，".join(f"{status} {count}" for status, count in counts.items())
            lines.append(f"| {category} | {sum(counts.values())} | {figures} | {ended} |")
        lines += [
            "",
            f"可回答的问题得到回答 {answers['answerable_answered']:.1%}；"
            f"不可回答的问题没有当作规定回答 {answers['unanswerable_not_answered']:.1%}；"
            f"{answers['quotes']} 处引文逐字一致 {answers['verbatim_share']:.1%}。",
            "",
        ]
    return "\n".join(lines)
