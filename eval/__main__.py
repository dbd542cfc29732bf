"""`python -m eval VERB`: measure the product. Exit status: 0 done, 1 found wrong, 2 called wrong."""

import argparse
import logging
import os
import sys
from collections.abc import Callable
from datetime import date, datetime, time
from pathlib import Path

from corpus import CorpusError
from eval import commands
from eval.questions import BeirError, QuestionFileError
from retriever.settings import Settings


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    os.environ["HF_HUB_OFFLINE"] = "1"
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "faiss", "sentence_transformers", "matplotlib"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    try:
        status: int = options.run(options, Settings())
    except (CorpusError, QuestionFileError, BeirError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 1
    except (ValueError, OSError) as error:
        print(f"error: {error}", file=sys.stderr)
        return 2
    return status


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m eval", description="Measure the product.")
    verbs = parser.add_subparsers(dest="command", required=True)

    def add(run: Callable[[argparse.Namespace, Settings], int], text: str) -> argparse.ArgumentParser:
        verb = verbs.add_parser(run.__name__, help=text, description=text)
        verb.add_argument("--json", action="store_true", help="JSON on stdout")
        verb.set_defaults(run=run)
        return verb

    answer = add(commands.answer, "Ask every question of a file and write a line of JSON for each.")
    answer.add_argument("--questions", type=Path, required=True, metavar="IN.jsonl")
    answer.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl")
    answer.add_argument("--corpus", metavar="ID", help="only this regulation; default: all")
    run = add(commands.run, "Score retrieval, answers and refusal, and show the tables.")
    run.add_argument("--questions", type=Path, nargs="*", metavar="FILE", help="default: dev and test")
    report = add(commands.report, "Score dev and test, and write the results, and the report as Markdown and HTML.")
    report.add_argument("--out", type=Path, default=commands.RESULTS_DIR, metavar="DIR", help="default: %(default)s")
    compare = add(commands.compare, "Paired differences of two results of `report`, with interval and p-value.")
    compare.add_argument("old", type=Path, metavar="A.json")
    compare.add_argument("new", type=Path, metavar="B.json")
    gate = add(commands.gate, "Fail when dev falls below the baseline.")
    gate.add_argument("--accept", action="store_true", help="make what dev reaches now the baseline")
    sweep = add(commands.sweep, "Vary weights over stored scores; with no --set, the threshold of refusal.")
    sweep.add_argument("--questions", type=Path, default=commands.DEV, metavar="FILE")
    sweep.add_argument(
        "--set", type=_values, action="append", default=[], dest="grid", metavar="NAME=V1,V2", help="a search setting"
    )
    add(commands.agreement, "How far the two labellers of the evaluation sets agree.")
    leaks = add(commands.leaks, "Fail on near-duplicates between question bank, dev, test and other files.")
    leaks.add_argument("--questions", type=Path, nargs="*", default=[], metavar="FILE", help="compare these too")
    tune = add(commands.tune, "Tune the encoder to the question bank; 15 minutes, or 40 without bfloat16.")
    tune.add_argument(
        "--first",
        type=_count,
        nargs="+",
        metavar="N",
        help="only to the first N questions of the bank, or the mean of several (twice counts double); default: all",
    )
    add(
        commands.train,
        "Fit ranker, choice and probabilities on dev and extra, write the bank's vectors; half an hour.",
    )
    beir = add(commands.beir, "Index a folder in the BEIR format and score its test queries.")
    beir.add_argument("folder", type=Path, metavar="DIR")
    beir.add_argument("--out", type=Path, metavar="OUT.json")
    bench = add(commands.bench, "Measure start, latency, throughput, memory and index build.")
    bench.add_argument("--save", action="store_true", help="write bench.json, from which the README is made")
    feedback = add(commands.feedback, "List what users said of answers, newest first; export it as pending items.")
    feedback.add_argument("--export", type=Path, metavar="FILE", help="write evaluation items that wait for review")
    feedback.add_argument("--since", type=_day, metavar="DATE", help="from this day on, as 2026-11-23, local time")
    feedback.add_argument("--prune", action="store_true", help="delete what is older than feedback.retention_days")
    add(commands.readme, "Write the figures of the newest results into the README.")
    return parser


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"{text!r}: write a whole number from 1 on")
    return int(text)


def _day(text: str) -> datetime:
    try:
        return datetime.combine(date.fromisoformat(text), time.min).astimezone()
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: write a day as 2026-11-23") from None


def _values(text: str) -> tuple[str, tuple[float, ...]]:
    name, _, values = text.partition("=")
    try:
        return name, tuple(float(value) for value in values.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r}: write NAME=0.4,0.6") from None


if __name__ == "__main__":
    sys.exit(main())
