"""The question bank of a regulation: what people ask about it in their words, from `questions.jsonl`.

An answered question names the clauses that answer it. An unanswered one sounds as if the regulation answered it; it
names the article that comes nearest, and says in a sentence what that article leaves unsaid. An unrelated one is about
something else altogether. An answered question that wants the whole course of a procedure names it: from
these it is learned when a procedure is asked for.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from corpus.errors import CorpusError
from corpus.lines import numbered_lines
from corpus.model import BankQuestion, Regulation

_ANSWERED = {"question": str, "clauses": list, "style": str}
_COURSE = _ANSWERED | {"procedure": str}
_UNANSWERED = {"question": str, "clauses": list, "style": str, "near": int, "says": str}
_UNRELATED = {"question": str, "clauses": list, "style": str, "unrelated": bool}
_STYLES = ("formal", "colloquial", "keyword", "scenario")
_MEND = (
    'write {"question": "…", "clauses": ["67/1/2"], "style": "…"}, or, where the regulation does not answer it, '
    '{"question": "…", "clauses": [], "near": 66, "says": "…", "style": "…"}, or, where it is about something else, '
    '{"question": "…", "clauses": [], "unrelated": true, "style": "…"}; styles: '
    + ", ".join(_STYLES)
    + '; an answered one that asks for a whole procedure has "procedure": its id'
)


def load_bank(path: Path, regulation: Regulation) -> tuple[BankQuestion, ...]:
    """Read a question bank; empty when there is no such file.

    Raises:
        CorpusError: for a line that is no bank question, names a clause or an article that the regulation does not
            have, or holds a question that stands further up.
    """
    if not path.exists():
        return ()
    seen: dict[str, int] = {}
    questions = []
    for number, line in numbered_lines(path):
        question = _question(path, number, line, regulation)
        for fault in _faults(question, regulation):
            raise CorpusError(path, number, fault, "see `python -m corpus show`")
        words = "".join(char for char in question.text if char.isalnum())
        if words in seen:
            raise CorpusError(path, number, f"{question.text} stands in line {seen[words]} too", "remove one of them")
        seen[words] = number
        questions.append(question)
    return tuple(questions)


def _question(path: Path, number: int, line: str, regulation: Regulation) -> BankQuestion:
    try:
        record: dict[str, Any] = json.loads(line)
        types = {key: type(value) for key, value in record.items()}
        kinds = [_ANSWERED, _COURSE] if record["clauses"] else [_UNANSWERED, _UNRELATED]
        fits = types in kinds and record["style"] in _STYLES and record.get("unrelated", True)
        if not fits or not all(isinstance(clause, str) for clause in record["clauses"]) or not record["question"]:
            raise ValueError(f"fields {', '.join(types)}")
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CorpusError(path, number, f"not a bank question: {error}", _MEND) from None
    near = f"{regulation.id}/{record['near']}" if "near" in record else ""
    clauses = tuple(f"{regulation.id}/{clause}" for clause in record["clauses"])
    return BankQuestion(
        record["question"], clauses, record["style"], near, record.get("says", ""), record.get("procedure", "")
    )


def _faults(question: BankQuestion, regulation: Regulation) -> Iterator[str]:
    for clause in question.clauses:
        try:
            regulation.clause(clause)
        except KeyError:
            yield f"{question.text}: there is no clause {clause}"
    if question.near and question.near not in {article.id for article in regulation.articles}:
        yield f"{question.text}: there is no article {question.near}"
    procedures = {procedure.id for procedure in regulation.guides.procedures}
    if question.procedure and question.procedure not in procedures:
        yield f"{question.text}: there is no procedure {question.procedure}"
