"""`python -m corpus check|show`: verify regulations, and show articles. Exit 0 done, 1 found wrong, 2 called wrong."""

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from corpus.citation import format_citation, parse_reference
from corpus.errors import CorpusError
from corpus.load import DATA_DIR, load_corpus, load_regulation
from corpus.model import Article, Regulation

_SUMMARY = (
    "{id}: 《{title}》 {chapters} 章 {articles} 条 {paragraphs} 款 {clauses} 句，"
    "题库 {answered_questions} 个可答、{unanswered_questions} 个不可答的问题"
)


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m corpus", description="Verify regulations, and show articles.")
    parser.add_argument("--data", type=Path, default=DATA_DIR, help="folder of the regulations (default: %(default)s)")
    commands = parser.add_subparsers(dest="command", required=True)
    check = commands.add_parser("check", help="parse every regulation and report what is wrong")
    check.add_argument("folder", nargs="*", type=Path, help="folders with a regulation.txt; default: all under --data")
    show = commands.add_parser("show", help="show an article, a paragraph or a range: 67, 33条2款, 67-69")
    show.add_argument("reference")
    show.add_argument("--corpus", metavar="ID", help="which regulation; default: the first")
    for command in (check, show):
        command.add_argument("--json", action="store_true", help="JSON on stdout")
    options = parser.parse_args(arguments)
    try:
        return _check(options) if options.command == "check" else _show(options)
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1


def _check(options: argparse.Namespace) -> int:
    folders = options.folder or sorted(path.parent for path in options.data.glob("*/regulation.txt"))
    if not folders:
        raise CorpusError(options.data, None, "no regulation here", "add a folder with regulation.txt and meta.toml")
    reports: list[dict[str, Any]] = []
    for folder in folders:
        try:
            reports.append(_summary(load_regulation(folder)))
        except CorpusError as error:
            reports.append({"id": folder.name, "ok": False, "error": str(error)})
            print(f"error: {error}", file=sys.stderr)
    if options.json:
        print(json.dumps(reports, ensure_ascii=False))
    else:
        for report in reports:
            if report["ok"]:
                print(_SUMMARY.format(**report))
    return 0 if all(report["ok"] for report in reports) else 1


def _summary(regulation: Regulation) -> dict[str, Any]:
    return {
        "id": regulation.id,
        "ok": True,
        "title": regulation.meta.title,
        "chapters": len(regulation.chapters),
        "articles": len(regulation.articles),
        "paragraphs": sum(len(article.paragraphs) for article in regulation.articles),
        "clauses": sum(len(article.clauses) for article in regulation.articles),
        "examples": len(regulation.examples),
        "terms": len(regulation.terms),
        "answered_questions": sum(bool(question.clauses) for question in regulation.questions),
        "unanswered_questions": sum(not question.clauses for question in regulation.questions),
    }


def _show(options: argparse.Namespace) -> int:
    try:
        reference = parse_reference(options.reference)
    except ValueError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    regulations = load_corpus(options.data)
    known = {regulation.id: regulation for regulation in regulations}
    regulation = known.get(options.corpus or regulations[0].id)
    if regulation is None:
        print(f"error: no regulation {options.corpus!r}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    articles = regulation.resolve(reference)
    if reference.paragraph and articles and reference.paragraph > len(articles[0].paragraphs):
        articles = ()
    if not articles:
        print(f"error: 《{regulation.meta.title}》 has no {reference.label}", file=sys.stderr)
        return 1
    if options.json:
        print(json.dumps([_record(regulation, a, reference.paragraph) for a in articles], ensure_ascii=False))
        return 0
    for article in articles:
        print(format_citation(regulation.meta.title, article.number, reference.paragraph))
        print("".join(f"（{heading}）" for heading in article.path))
        for paragraph in article.paragraphs:
            if reference.paragraph in (None, paragraph.number):
                print(f"  {paragraph.text}")
    return 0


def _record(regulation: Regulation, article: Article, paragraph: int | None) -> dict[str, Any]:
    return {
        "regulation": regulation.id,
        "article": str(article.number),
        "path": article.path,
        "start": article.start,
        "end": article.end,
        "text": article.text,
        "paragraphs": [
            {"number": p.number, "text": p.text, "clauses": [{"id": c.id, "text": c.text} for c in p.clauses]}
            for p in article.paragraphs
            if paragraph in (None, p.number)
        ],
    }


if __name__ == "__main__":
    sys.exit(main())
