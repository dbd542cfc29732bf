"""`python -m retriever build|search`: build the index, and search it. Exit 0 done, 1 found wrong, 2 called wrong."""

import argparse
import json
import logging
import sys
from typing import Any

from corpus import CorpusError, format_citation
from retriever.model import Retrieval
from retriever.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    parser = argparse.ArgumentParser(prog="python -m retriever", description="Build the index, and search it.")
    commands = parser.add_subparsers(dest="command", required=True)
    build = commands.add_parser("build", help="build the index anew, whatever is on disk")
    search = commands.add_parser("search", help="show what a question finds, and with which scores")
    search.add_argument("question")
    search.add_argument(
        "--history", action="append", default=[], metavar="TURN", help="an earlier turn; may be repeated"
    )
    search.add_argument("--top", type=int, default=5, metavar="N", help="clauses shown (default: %(default)s)")
    for command in (build, search):
        command.add_argument("--corpus", metavar="ID", help="only this regulation; default: all")
        command.add_argument("--json", action="store_true", help="JSON on stdout")
    options = parser.parse_args(arguments)
    if options.command == "search" and options.top < 1:
        parser.error(f"--top {options.top}: show at least one clause")
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    logging.getLogger("retriever").setLevel(logging.INFO)
    try:
        return _run(options)
    except CorpusError as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2


def _run(options: argparse.Namespace) -> int:
    from retriever.build import build_retriever

    building = options.command == "build"
    retriever = build_retriever(Settings(), corpus=options.corpus, rebuild=building)
    if building:
        manifest = retriever.index.manifest
        shown = {key: manifest[key] for key in ("chunks", "questions", "encoder", "dim", "factory", "build_seconds")}
        print(json.dumps(shown) if options.json else "\n".join(f"{key}: {value}" for key, value in shown.items()))
        return 0
    retrieval = retriever.search(options.question, options.history)
    if options.json:
        print(json.dumps(_record(retrieval, options.top), ensure_ascii=False))
    else:
        _show(retrieval, options.top)
    return 0


def _show(retrieval: Retrieval, top: int) -> None:
    shown = {name: getattr(retrieval, name) for name in ("confidence", "answerable", "on_topic")}
    print("  ".join(f"{name} {value:.2f}" for name, value in shown.items()))
    for step in retrieval.scores.steps[1:]:
        print(f"{step.name}: {step.text}")
    for found in retrieval.references:
        print(f"looked up {found.reference.label}: {len(found.articles)} article(s)")
    for hit in retrieval.clauses[:top]:
        cited = format_citation(hit.regulation.meta.title, hit.article.number)
        print(
            f"{hit.score:.3f}  p {hit.probability:.2f}  cosine {hit.cosine or 0:.3f}  bm25 {hit.bm25 or 0:.2f}  {cited}"
        )
        print(f"       {hit.clause.id}  {hit.clause.text}")


def _record(retrieval: Retrieval, top: int) -> dict[str, Any]:
    return {
        "question": retrieval.scores.question,
        "steps": [{"name": step.name, "text": step.text} for step in retrieval.scores.steps],
        "context": retrieval.scores.context,
        "confidence": retrieval.confidence,
        "answerable": retrieval.answerable,
        "on_topic": retrieval.on_topic,
        "features": dict(retrieval.features),
        "references": [
            {"label": found.reference.label, "articles": [str(article.number) for article in found.articles]}
            for found in retrieval.references
        ],
        "clauses": [
            {
                "id": hit.clause.id,
                "score": hit.score,
                "cosine": hit.cosine,
                "bm25": hit.bm25,
                "probability": hit.probability,
                "text": hit.clause.text,
            }
            for hit in retrieval.clauses[:top]
        ],
        "articles": [{"article": str(hit.article.number), "score": hit.score} for hit in retrieval.articles[:top]],
        "seconds": dict(retrieval.seconds),
    }


if __name__ == "__main__":
    sys.exit(main())
