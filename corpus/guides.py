"""What stands beside the text of a regulation, to read it by: titles of articles, procedures, comparisons, and rules.

None of it is the regulation's own words. Each step and each cell names the clauses that it stands on, and what claims
to be of the text is checked against it when it is loaded.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from corpus.citation import ArticleNumber
from corpus.errors import CorpusError
from corpus.guide_model import Comparison, Guides, Procedure, Row, Rule, Side, Step
from corpus.lines import read_toml
from corpus.model import Regulation

_PROCEDURE = (
    'write [[procedure]] with id, title and [[procedure.step]]: actor = "…", label = "…", clauses = ["46/1/1"] and, '
    'where there is one, limit = "…"; actor and limit are words of the article'
)
_COMPARISON = (
    "write [[comparison]] with id, [[comparison.side]]: title, words, and [[comparison.row]]: title, clauses, one for "
    'each side, "" where a side has none'
)
_RULE = (
    "write [[rule]] with clause, kind (at most, at least, exactly, actor, forbidden or allowed), text, of the clause, "
    "words and, where there are some, needs, acts, others: words with spaces between"
)
_RULE_KINDS = ("at most", "at least", "exactly", "actor", "forbidden", "allowed")
_TITLE = 'write 67 = "突发事件报告", each article once'
MOST_LABEL = 14
"""Characters of a step's label: it must fit into a box of the flow picture."""


def load_guides(folder: Path, regulation: Regulation) -> Regulation:
    """Read what exists of `titles.toml`, `procedures.toml`, `comparisons.toml` and `rules.toml` beside a regulation.

    Returns:
        The regulation with its guides.

    Raises:
        CorpusError: for an entry that has another form, or names what the regulation does not have.
    """
    reader = _Reader(regulation)
    return replace(
        regulation,
        guides=Guides(
            titles=reader.titles(folder / "titles.toml"),
            procedures=tuple(reader.procedures(folder / "procedures.toml")),
            comparisons=tuple(reader.comparisons(folder / "comparisons.toml")),
            rules=tuple(reader.rules(folder / "rules.toml")),
        ),
    )


class _Reader:
    def __init__(self, regulation: Regulation) -> None:
        self._regulation = regulation

    def titles(self, path: Path) -> Mapping[ArticleNumber, str]:
        titles = {}
        for key, title in _entries(path).items():
            number = ArticleNumber.parse(key) if key[:1].isdigit() else None
            if number is None or self._regulation.article(number) is None or not isinstance(title, str) or not title:
                raise CorpusError(path, None, f"{key} = {title!r} is no title of an article", _TITLE)
            titles[number] = title
        return titles

    def procedures(self, path: Path) -> Iterator[Procedure]:
        seen: set[str] = set()
        for entry in _tables(path, "procedure", _PROCEDURE):
            if entry.keys() != {"id", "title", "step"} or entry["id"] in seen or len(entry["step"]) < 2:
                raise CorpusError(path, None, f"not a procedure, or one of that id before: {entry!r}", _PROCEDURE)
            seen.add(entry["id"])
            steps = tuple(self._step(path, step) for step in entry["step"])
            yield Procedure(entry["id"], entry["title"], steps)

    def _step(self, path: Path, step: Mapping[str, Any]) -> Step:
        if not {"actor", "label", "clauses"} <= step.keys() <= {"actor", "label", "clauses", "limit"}:
            raise CorpusError(path, None, f"not a step: {step!r}", _PROCEDURE)
        clauses = tuple(self._clause(path, clause, _PROCEDURE) for clause in step["clauses"])
        quoted = "".join(self._regulation.clause(clause).text for clause in clauses)
        articles = {ArticleNumber.parse(clause.split("/")[1]): None for clause in clauses}
        around = "".join(found.text for number in articles if (found := self._regulation.article(number)))
        limit = step.get("limit", "")
        if step["actor"] not in around or limit not in quoted or not 0 < len(step["label"]) <= MOST_LABEL:
            raise CorpusError(
                path, None, f"actor or limit is not of the text, or the label too long: {step!r}", _PROCEDURE
            )
        return Step(step["actor"], step["label"], limit, clauses)

    def comparisons(self, path: Path) -> Iterator[Comparison]:
        for entry in _tables(path, "comparison", _COMPARISON):
            if entry.keys() != {"id", "side", "row"}:
                raise CorpusError(path, None, f"not a comparison: {entry!r}", _COMPARISON)
            sides = tuple(Side(side["title"], tuple(side["words"])) for side in entry["side"])
            rows = []
            for row in entry["row"]:
                cells = tuple(self._clause(path, cell, _COMPARISON) if cell else "" for cell in row["clauses"])
                if len(cells) != len(sides) or not any(cells):
                    raise CorpusError(path, None, f"{len(sides)} sides, but {row!r}", _COMPARISON)
                rows.append(Row(row["title"], cells))
            yield Comparison(entry["id"], sides, tuple(rows))

    def rules(self, path: Path) -> Iterator[Rule]:
        for entry in _tables(path, "rule", _RULE):
            lists = {key: tuple(str(entry.get(key, "")).split()) for key in ("words", "needs", "acts", "others")}
            if (
                not {"clause", "kind", "text", "words"} <= entry.keys() <= {"clause", "kind", "text", *lists}
                or entry["kind"] not in _RULE_KINDS
            ):
                raise CorpusError(path, None, f"not a rule: {entry!r}", _RULE)
            clause = self._clause(path, entry["clause"], _RULE)
            if entry["text"] not in self._regulation.clause(clause).text:
                raise CorpusError(path, None, f"{entry['text']!r} does not stand in {entry['clause']}", _RULE)
            yield Rule(clause, entry["kind"], entry["text"], **lists)

    def _clause(self, path: Path, clause: str, mend: str) -> str:
        try:
            return self._regulation.clause(f"{self._regulation.id}/{clause}").id
        except KeyError:
            raise CorpusError(path, None, f"there is no clause {clause}", mend) from None


def _entries(path: Path) -> dict[str, Any]:
    return read_toml(path) if path.exists() else {}


def _tables(path: Path, name: str, mend: str) -> list[dict[str, Any]]:
    found = _entries(path)
    tables = found.get(name, [])
    if found.keys() - {name} or not isinstance(tables, list):
        raise CorpusError(path, None, f"only [[{name}]] may stand here", mend)
    return tables
