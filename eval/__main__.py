"""`python -m eval answer|run|calibrate|beir|bench|readme`: measure the product.

Exit status: 0 done, 1 found wrong, 2 called wrong.
"""

import argparse
import json
import logging
import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from corpus import CorpusError
from eval.questions import (
    QUESTIONS_DIR,
    Asked,
    BeirError,
    Question,
    QuestionFileError,
    check_gold,
    load_questions,
)
from retriever.settings import Settings

RESULTS_DIR = Path(__file__).parent / "results"
RUN_RESULTS = RESULTS_DIR / "run.json"
BENCH_RESULTS = RESULTS_DIR / "bench.json"


def main(arguments: list[str] | None = None) -> int:
    """Run the command line and return its exit status."""
    options = _parser().parse_args(arguments)
    os.environ["HF_HUB_OFFLINE"] = "1"
    logging.basicConfig(level=logging.INFO, format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("httpx", "faiss", "sentence_transformers"):
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
    commands = parser.add_subparsers(dest="command", required=True)

    def add(name: str, run: Any, text: str) -> argparse.ArgumentParser:
        command = commands.add_parser(name, help=text, description=text)
        command.add_argument("--json", action="store_true", help="JSON on stdout")
        command.set_defaults(run=run)
        return command

    answer = add("answer", _answer, "Ask every question of a file and write a line of JSON for each.")
    answer.add_argument("--questions", type=Path, required=True, metavar="IN.jsonl")
    answer.add_argument("--out", type=Path, required=True, metavar="OUT.jsonl")
    answer.add_argument("--corpus", metavar="ID", help="only this regulation; default: all")
    run = add("run", _run, "Score BM25, dense and fused retrieval, and count how the questions end.")
    run.add_argument("--questions", type=Path, nargs="*", metavar="FILE", help="default: dev and test")
    run.add_argument("--save", action="store_true", help=f"write {RUN_RESULTS.name}, from which the README is made")
    calibrate = add("calibrate", _calibrate, "Fit probabilities and thresholds on the dev questions.")
    calibrate.add_argument("--questions", type=Path, default=QUESTIONS_DIR / "dev.jsonl", metavar="FILE")
    beir = add("beir", _beir, "Index a folder in the BEIR format and score its test queries.")
    beir.add_argument("folder", type=Path, metavar="DIR")
    beir.add_argument("--out", type=Path, metavar="OUT.json")
    bench = add("bench", _bench, "Measure start, latency, throughput, memory and index build.")
    bench.add_argument("--save", action="store_true", help=f"write {BENCH_RESULTS.name}, from which the README is made")
    add("readme", _readme, "Write the figures of the newest results into the README.")
    return parser


def _answer(options: argparse.Namespace, settings: Settings) -> int:
    from answer.service import build_service
    from eval.answers import answer_file

    questions = load_questions(options.questions, Asked)
    _check_out(options.out)
    counts = answer_file(build_service(settings, corpus=options.corpus), questions, options.out)
    print(json.dumps(counts) if options.json else "\n".join(f"{n:5d} {status}" for status, n in counts.items()))
    return 0


def _run(options: argparse.Namespace, settings: Settings) -> int:
    from answer.service import build_service
    from eval.run import format_tables, run_answers, run_retrieval

    service = build_service(settings)
    results: dict[str, Any] = {"date": _today(), "encoder": service.index_manifest["encoder"], "sets": {}}
    faulty = False
    for path in options.questions or [QUESTIONS_DIR / "dev.jsonl", QUESTIONS_DIR / "test.jsonl"]:
        questions = load_questions(path, Question)
        for fault in check_gold(questions, service.regulations[0]):
            print(f"error: {path}: {fault}", file=sys.stderr)
            faulty = True
        results["sets"][path.stem] = {
            "retrieval": run_retrieval(service.retriever, settings.search, questions),
            "answers": run_answers(service, questions),
        }
    if options.save and not faulty:
        _save(RUN_RESULTS, results)
    print(json.dumps(results, ensure_ascii=False) if options.json else format_tables(results))
    verbatim = all(result["answers"]["verbatim_share"] == 1 for result in results["sets"].values())
    return 0 if verbatim and not faulty else 1


def _calibrate(options: argparse.Namespace, settings: Settings) -> int:
    from eval.calibrate import calibrate
    from retriever.build import build_retriever
    from retriever.calibration import CALIBRATION_PATH, UNCALIBRATED

    questions = load_questions(options.questions, Question)
    retriever = build_retriever(settings, calibration=UNCALIBRATED)
    fitted = calibrate(retriever, questions, options.questions)
    CALIBRATION_PATH.write_text(fitted.model_dump_json(indent=1) + "\n", "utf-8")
    print(fitted.model_dump_json() if options.json else f"{fitted.thresholds}\n{fitted.fitted_on}")
    return 0


def _beir(options: argparse.Namespace, settings: Settings) -> int:
    from eval.beir import evaluate
    from retriever.encoder import load_encoder

    if options.out:
        _check_out(options.out)
    report = evaluate(options.folder, load_encoder(settings.encoder), settings)
    if options.out:
        _save(options.out, report)
    print(json.dumps(report) if options.json else json.dumps(report, indent=1))
    return 0


def _bench(options: argparse.Namespace, settings: Settings) -> int:
    from eval.bench import bench

    questions = [question.question for question in load_questions(QUESTIONS_DIR / "dev.jsonl", Asked)]
    report = {"date": _today()} | bench(settings, questions)
    if options.save:
        _save(BENCH_RESULTS, report)
    print(json.dumps(report) if options.json else json.dumps(report, indent=1))
    return 0


def _readme(_options: argparse.Namespace, _settings: Settings) -> int:
    from eval.readme import README, generated_blocks, with_blocks

    README.write_text(with_blocks(README.read_text("utf-8"), generated_blocks(RESULTS_DIR)), "utf-8")
    return 0


def _check_out(path: Path) -> None:
    """Raise before the long part when the result could not be written."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"--out {path} cannot be written. Mend: name a file in a folder that exists")


def _save(path: Path, report: dict[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _today() -> str:
    return datetime.now(UTC).date().isoformat()


if __name__ == "__main__":
    sys.exit(main())
