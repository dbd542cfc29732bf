"""Reading the corpus from its folder: one folder a regulation, named by its id."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

from corpus.bank import load_bank
from corpus.errors import CorpusError
from corpus.guides import load_guides
from corpus.lines import numbered_lines, read_text, read_toml
from corpus.model import Example, Meta, Regulation
from corpus.parse import parse

DATA_DIR = Path(__file__).parent / "data"
"""The regulations that come with the product."""


def load_corpus(folder: Path = DATA_DIR) -> tuple[Regulation, ...]:
    """Load every regulation under a folder, ordered by id.

    Raises:
        CorpusError: when there is none, or one of them cannot be used.
    """
    found = sorted(path.parent for path in folder.glob("*/regulation.txt"))
    if not found:
        raise CorpusError(folder, None, "no regulation here", "add a folder with regulation.txt and meta.toml")
    return tuple(load_regulation(path) for path in found)


def load_regulation(folder: Path) -> Regulation:
    """Load one regulation: `regulation.txt`, `meta.toml`, and what exists of `terms.txt`, `jargon.toml`,
    `examples.toml`, the bank and the guides.

    Raises:
        CorpusError: when a file is missing or cannot be used; it names the file, the line and the mend.
    """
    path = folder / "regulation.txt"
    text = read_text(path)
    structure = parse(text, folder.name, path)
    regulation = Regulation(
        id=folder.name,
        meta=_meta(folder / "meta.toml"),
        text=text,
        blocks=structure.blocks,
        headings=structure.headings,
        articles=structure.articles,
        terms=_terms(folder / "terms.txt", text),
        jargon=_jargon(folder / "jargon.toml", text),
        examples=_examples(folder / "examples.toml"),
    )
    _check_examples(folder / "examples.toml", regulation)
    regulation = load_guides(folder, regulation)
    return replace(regulation, questions=load_bank(folder / "questions.jsonl", regulation))


def _meta(path: Path) -> Meta:
    known: dict[str, type] = {field.name: field.type for field in fields(Meta)}  # type: ignore[misc]
    found = read_toml(path)
    if missing := known.keys() - found.keys():
        raise CorpusError(path, None, f"{min(missing)} is missing", f"add {min(missing)} = …")
    if unknown := found.keys() - known.keys():
        raise CorpusError(path, None, f"unknown key {min(unknown)}", f"use only {', '.join(known)}")
    for key, value in found.items():
        if type(value) is not known[key] or not value:
            wanted = "a date, as 2023-02-01" if known[key] is date else "a text in quotes"
            raise CorpusError(path, None, f"{key} = {value!r}", f"write {key} as {wanted}")
    return Meta(**found)


def _terms(path: Path, text: str) -> tuple[str, ...]:
    if not path.exists():
        return ()
    terms = []
    for number, line in numbered_lines(path):
        term = line.partition("#")[0].strip()
        if term and term not in text:
            raise CorpusError(
                path, number, f"{term} does not occur in the regulation", "remove it, or mend its spelling"
            )
        if term:
            terms.append(term)
    return tuple(dict.fromkeys(terms))


def _jargon(path: Path, text: str) -> tuple[tuple[str, str], ...]:
    found = read_toml(path) if path.exists() else {}
    for word, full in found.items():
        if not isinstance(full, str) or not full or full not in text:
            mend = 'write "常务会" = "常务会议", with words of the regulation on the right'
            raise CorpusError(path, None, f"{word} = {full!r} does not occur in the regulation", mend)
    return tuple(found.items())


def _examples(path: Path) -> tuple[Example, ...]:
    if not path.exists():
        return ()
    found = read_toml(path)
    mend = 'write each as [[example]] with question = "…", clause = "67/1/2" and, for the empty page, welcome = true'
    if unknown := found.keys() - {"example"}:
        raise CorpusError(path, None, f"unknown key {min(unknown)}", mend)
    entries = found.get("example", [])
    examples = []
    for entry in entries if isinstance(entries, list) else [str(entries)]:
        table = entry if isinstance(entry, dict) else {}
        types = {key: type(value) for key, value in table.items()}
        if types not in ({"question": str, "clause": str}, {"question": str, "clause": str, "welcome": bool}):
            raise CorpusError(path, None, f"not an example: {entry!r}", mend)
        examples.append(Example(table["question"], table["clause"], table.get("welcome", False)))
    return tuple(examples)


def _check_examples(path: Path, regulation: Regulation) -> None:
    known = {clause.id for article in regulation.articles for clause in article.clauses}
    for example in regulation.examples:
        if f"{regulation.id}/{example.clause}" not in known:
            raise CorpusError(
                path, None, f"{example.question}: there is no clause {example.clause}", "see `python -m corpus show`"
            )
