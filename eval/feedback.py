"""`python -m eval feedback`: what users said of answers, and the evaluation items that may be made of it."""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from pathlib import Path

from answer.feedback import Feedback, Reason
from answer.model import Status
from corpus import ArticleNumber, Regulation
from eval.questions import PENDING, Category, Gold, Question

COLUMNS = ("time", "vote", "reason", "suggested", "status", "question", "comment")


def as_record(feedback: Feedback) -> dict[str, object]:
    """As JSON has it. The id stays out: with it a vote could be replaced."""
    vote = feedback.vote
    return {
        "time": feedback.created_at.isoformat(timespec="seconds"),
        "helpful": vote.helpful,
        "reason": vote.reason,
        "suggested": vote.suggested,
        "comment": vote.comment,
        "question": vote.question,
        "history": list(vote.history),
        "status": feedback.status.value,
        "cited": list(feedback.cited),
        "regulation": feedback.regulation,
        "sha256": feedback.digest,
    }


def as_row(feedback: Feedback) -> dict[str, object]:
    """As a line of a table: local time, no line breaks."""
    vote = feedback.vote
    cells = (
        feedback.created_at.astimezone().strftime("%Y-%m-%d %H:%M"),
        "helpful" if vote.helpful else "not",
        vote.reason or "",
        vote.suggested,
        feedback.status.value,
        *(" ".join(text.replace("|", "\\|").split()) for text in (vote.question, vote.comment)),
    )
    return dict(zip(COLUMNS, cells, strict=True))


def pending_items(found: Sequence[Feedback], regulations: Sequence[Regulation]) -> tuple[Question, ...]:
    """Evaluation items in the question format, each marked as pending: `check_gold` refuses it until a person has
    reviewed it and taken the mark off its note.

    Gold is what was quoted, as the user agreed with it or missed something besides it, and the article that the user
    suggested, with an empty span: which of its words carry the answer is for the reviewer to say. A vote of which
    nothing is known but that the answer was wrong has no gold at all.

    Args:
        found: what users said.
        regulations: that the answers were from; what was said of another text than theirs has its gold left out.
    """
    by_id = {regulation.id: regulation for regulation in regulations}
    return tuple(_item(feedback, by_id) for feedback in found)


def export(items: Sequence[Question], path: Path) -> None:
    """Write the items, a line for each; an existing file is replaced whole or not at all."""
    lines = (json.dumps(item.model_dump(mode="json"), ensure_ascii=False) + "\n" for item in items)
    unfinished = path.with_name(f"{path.name}.unfinished")
    unfinished.write_text("".join(lines), "utf-8")
    unfinished.replace(path)


def _item(feedback: Feedback, regulations: Mapping[str, Regulation]) -> Question:
    vote = feedback.vote
    gold = _gold(feedback, regulations)
    # That the regulation says nothing is known only where a user agreed that it does.
    agreed = vote.helpful and feedback.status in (Status.NOT_IN_REGULATION, Status.OFF_TOPIC)
    answerable = bool(gold) or not agreed
    return Question(
        id=f"fb-{feedback.id[:16]}",
        category=_category(feedback, answerable, len({one.article for one in gold})),
        style="followup" if vote.history else "colloquial",
        question=vote.question,
        history=vote.history,
        answerable=answerable,
        gold=gold,
        also_ok=(),
        key=(),
        note=_note(feedback),
    )


def _gold(feedback: Feedback, regulations: Mapping[str, Regulation]) -> tuple[Gold, ...]:
    regulation = regulations.get(feedback.regulation)
    if regulation is None or sha256(regulation.text.encode()).hexdigest() != feedback.digest:
        return ()
    vote, gold = feedback.vote, list[Gold]()
    is_right = feedback.status.answered and (vote.helpful or vote.reason is Reason.INCOMPLETE)
    for clause_id in feedback.cited if is_right else ():
        found = next(((a, c) for a in regulation.articles for c in a.clauses if c.id == clause_id), None)
        # The format has no 第六十七条之一; such an article stands in the note alone.
        if found and not found[0].number.suffix:
            gold.append(Gold(article=found[0].number.number, span=found[1].text))
    if vote.suggested:
        suggested = ArticleNumber.parse(vote.suggested)
        if not suggested.suffix and suggested.number not in {one.article for one in gold}:
            gold.append(Gold(article=suggested.number, span=""))
    return tuple(gold)


def _category(feedback: Feedback, answerable: bool, articles: int) -> Category:
    """The plainest that fits; a reviewer knows better."""
    if feedback.vote.history:
        return "followup"
    if not answerable:
        return "off-topic" if feedback.status is Status.OFF_TOPIC else "near-miss"
    return "multi" if articles > 1 else "direct"


def _note(feedback: Feedback) -> str:
    vote = feedback.vote
    parts = (
        PENDING,
        f"用户评价：{'有用' if vote.helpful else '没用'}",
        vote.reason and f"原因 {vote.reason.value}",
        vote.suggested and f"应为第 {vote.suggested} 条",
        vote.comment and f"说明：{vote.comment}",
        f"当时状态 {feedback.status.value}",
        feedback.cited and f"引用 {'、'.join(feedback.cited)}",
        f"{feedback.regulation}@{feedback.digest[:12]}",
    )
    return "；".join(part for part in parts if part)
