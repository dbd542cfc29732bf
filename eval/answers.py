"""`python -m eval answer`: ask every question of a file, and write what came back."""

import json
from pathlib import Path

from answer.service import Service
from eval.questions import Asked


def answer_file(service: Service, questions: tuple[Asked, ...], out: Path) -> dict[str, int]:
    """Ask each question through `Service.ask` and write a line for each, in order.

    Args:
        service: the service.
        questions: what is asked; nothing of their gold is known here.
        out: the file; replaced when it exists.

    Returns:
        Status to number of questions.
    """
    counts: dict[str, int] = {}
    # A run that breaks leaves no half file that looks whole.
    unfinished = out.with_name(f"{out.name}.unfinished")
    with unfinished.open("w", encoding="utf-8") as lines:
        for question in questions:
            record = service.ask(question.question, question.history).as_record()
            counts[record["status"]] = counts.get(record["status"], 0) + 1
            lines.write(json.dumps({"id": question.id, **record}, ensure_ascii=False) + "\n")
    unfinished.replace(out)
    return dict(sorted(counts.items()))
