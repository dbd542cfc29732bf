"""What each verb of `python -m eval` does. Each returns the exit status: 0 done, 1 found wrong."""

import argparse
import json
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from eval.questions import QUESTIONS_DIR, Asked, Question, load_questions
from retriever.settings import EncoderSettings, Settings

DEV, TEST = QUESTIONS_DIR / "dev.jsonl", QUESTIONS_DIR / "test.jsonl"
TUNING = (DEV, QUESTIONS_DIR / "extra.jsonl")
"""What probabilities and weights are fitted on."""
UNTUNED = EncoderSettings(model="e5")
RESULTS_DIR = Path(__file__).parent / "results"
BENCH_RESULTS = RESULTS_DIR / "bench.json"
ABLATION_RESULTS = RESULTS_DIR / "ablation.json"


def answer(options: argparse.Namespace, settings: Settings) -> int:
    """Ask a file."""
    from answer.service import build_service
    from eval.answers import answer_file

    questions = load_questions(options.questions, Asked)
    _check_out(options.out)
    counts = answer_file(build_service(settings, corpus=options.corpus), questions, options.out)
    print(json.dumps(counts) if options.json else "\n".join(f"{n:5d} {status}" for status, n in counts.items()))
    return 0


def run(options: argparse.Namespace, settings: Settings) -> int:
    """Score files and show the tables."""
    from answer.service import build_service
    from eval.report import set_tables
    from eval.results import run_files

    results = run_files(build_service(settings), settings, options.questions or [DEV, TEST])
    if options.json:
        print(results.model_dump_json())
    else:
        for name, found in results.sets.items():
            print("\n".join([f"## {name}", "", *set_tables(found)]))
    return _verbatim_status(results)


def report(options: argparse.Namespace, settings: Settings) -> int:
    """Score dev and test, and write results and report."""
    from answer.service import build_service
    from eval.report import write_report
    from eval.results import run_files

    results = run_files(build_service(settings), settings, [DEV, TEST])
    paths = [results.save(options.out), *write_report(results, options.out)]
    _show(options, {"written": [str(path) for path in paths]}, "\n".join(map(str, paths)))
    return _verbatim_status(results)


def compare(options: argparse.Namespace, _settings: Settings) -> int:
    """Compare two runs."""
    from dataclasses import asdict

    from eval.compare import compare as compare_results
    from eval.compare import compare_table
    from eval.results import load_results

    compared = compare_results(load_results(options.old), load_results(options.new))
    record = {name: {m: asdict(d) for m, d in rows.items()} for name, rows in compared.items()}
    _show(options, record, compare_table(compared))
    return 0


def gate(options: argparse.Namespace, settings: Settings) -> int:
    """Hold dev against the baseline, or move the baseline."""
    from answer.service import build_service
    from eval.gate import accept, faults, gate_figures, load_baseline
    from eval.results import run_files

    found = run_files(build_service(settings), settings, [DEV]).sets[DEV.stem]
    if options.accept:
        baseline = accept(found)
        _show(options, baseline.figures, "\n".join(f"{name}: {value}" for name, value in baseline.figures.items()))
        return 0
    fallen = faults(found, load_baseline())
    _show(options, {"figures": gate_figures(found.outcomes), "faults": fallen}, "\n".join(fallen) or "not below")
    return 1 if fallen else 0


def sweep(options: argparse.Namespace, settings: Settings) -> int:
    """Vary weights, or the threshold, over stored scores."""
    from eval.sweep import stored_scores, sweep_threshold, sweep_weights
    from retriever.build import build_retriever

    grid = dict(options.grid)
    retriever = build_retriever(settings)
    questions = load_questions(options.questions, Question)
    scores = stored_scores(retriever, settings.search, options.questions.stem, questions)
    rows = sweep_weights(retriever, settings.search, questions, scores, grid) if grid else []
    rows = rows or sweep_threshold(retriever, questions, scores)
    _show(options, rows, _columns(rows))
    return 0


def agreement(options: argparse.Namespace, _settings: Settings) -> int:
    """Figures of agreement of the two labellers."""
    from eval.agreement import agreement as figures_of
    from eval.agreement import load_labels

    pairs = load_labels()
    by_set = {name: tuple(pair for pair in pairs if pair.id.startswith(name)) for name in ("dev", "test")}
    figures = {name: figures_of(part) for name, part in (*by_set.items(), ("all", pairs)) if part}
    rows: list[dict[str, object]] = [{"set": name, **row} for name, row in figures.items()]
    _show(options, figures, _columns(rows))
    return 0


def leaks(options: argparse.Namespace, settings: Settings) -> int:
    """Look for near-duplicates."""
    from dataclasses import asdict

    from corpus import load_corpus
    from eval.leaks import leaks_of_files
    from retriever.encoder import load_encoder

    bank = [question for regulation in load_corpus(settings.corpus) for question in regulation.questions]
    found = leaks_of_files(bank, load_encoder(UNTUNED), [DEV, TEST, *options.questions])
    lines = (f"{x.edits:.2f} {x.cosine:.3f}  {x.first_set}: {x.first}  {x.second_set}: {x.second}" for x in found)
    _show(options, [asdict(leak) for leak in found], "\n".join(lines) or "no near-duplicates")
    return 1 if found else 0


def tune(options: argparse.Namespace, settings: Settings) -> int:
    """Tune the encoder."""
    from corpus import load_corpus
    from eval.tune import tune as tune_encoder
    from retriever.chunks import chunk_regulations
    from retriever.e5_module import ADAPTER_PATH

    regulations = load_corpus(settings.corpus)
    bank = [question for regulation in regulations for question in regulation.questions]
    # A count that is given twice weighs twice as much, and is tuned to once.
    banks = [(bank[:count], weight) for count, weight in Counter(options.first or [len(bank)]).items()]
    made = tune_encoder(banks, chunk_regulations(regulations), ADAPTER_PATH)
    _show(options, made, f"{ADAPTER_PATH}: {made}\nNext: python -m eval train")
    return 0


def train(options: argparse.Namespace, settings: Settings) -> int:
    """Fit ranker and probabilities, and write the vectors of the bank."""
    from eval.train import train_all
    from retriever.build import build_retriever
    from retriever.calibration import UNCALIBRATED

    fusion = settings.model_copy(update={"search": settings.search.model_copy(update={"ranker": "fusion"})})
    # The calibration on disk may be of another form: it is about to be replaced.
    retriever = build_retriever(fusion, calibration=UNCALIBRATED)
    fitted, table = train_all(retriever, fusion, TUNING)
    _save(ABLATION_RESULTS, table)
    rows: list[dict[str, object]] = [{"variant": name, **figures} for name, figures in table.items()]
    _show(options, fitted.model_dump(), f"{_columns(rows)}\n{fitted.thresholds}\n{fitted.fitted_on}")
    return 0


def beir(options: argparse.Namespace, settings: Settings) -> int:
    """Score a BEIR folder."""
    from eval.beir import evaluate
    from retriever.encoder import load_encoder

    if options.out:
        _check_out(options.out)
    # The encoder was tuned to the questions of one regulation; other texts are for the one that was not.
    encoder = UNTUNED if settings.encoder == EncoderSettings() else settings.encoder
    found = evaluate(options.folder, load_encoder(encoder), settings)
    if options.out:
        _save(options.out, found)
    _show(options, found, json.dumps(found, indent=1))
    return 0


def bench(options: argparse.Namespace, settings: Settings) -> int:
    """Measure speed and memory."""
    from eval.bench import bench as measure

    questions = [question.question for question in load_questions(DEV, Asked)]
    found = {"date": datetime.now(UTC).date().isoformat()} | measure(settings, questions)
    if options.save:
        _save(BENCH_RESULTS, found)
    _show(options, found, json.dumps(found, indent=1))
    return 0


def feedback(options: argparse.Namespace, settings: Settings) -> int:
    """List what users said of answers, or export it as pending evaluation items; drop what is too old."""
    from answer.feedback_store import FeedbackStore, StoreError
    from corpus import load_corpus
    from eval.feedback import as_record, as_row, export, pending_items

    store = FeedbackStore(settings.feedback)
    try:
        if options.export:
            _check_out(options.export)
        pruned = store.prune() if options.prune else 0
        found = store.newest(options.since)
    except StoreError as error:
        raise OSError(f"{error} cannot be used; the line above says why. Mend: set WENGUI_FEEDBACK__FILE") from None
    finally:
        store.close()
    if options.export:
        export(pending_items(found, load_corpus(settings.corpus)), options.export)
    record = {"pruned": pruned, "exported": str(options.export or ""), "feedback": [as_record(one) for one in found]}
    lines = _columns([as_row(one) for one in found]) if found else "no feedback"
    done = f"{len(found)} pending items: {options.export}" if options.export else lines
    _show(
        options,
        record,
        done + (f"\n{pruned} older than {settings.feedback.retention_days} days dropped" * options.prune),
    )
    return 0


def readme(_options: argparse.Namespace, _settings: Settings) -> int:
    """Write the figures into the README and for the page /about."""
    from eval.readme import ACCURACY, README, accuracy_of, generated_blocks, with_blocks
    from eval.results import load_results, newest_results

    accuracy = accuracy_of(load_results(newest_results(RESULTS_DIR)))
    ACCURACY.write_text(json.dumps(accuracy, ensure_ascii=False, indent=1) + "\n", "utf-8")
    README.write_text(with_blocks(README.read_text("utf-8"), generated_blocks(RESULTS_DIR)), "utf-8")
    return 0


def _verbatim_status(results: Any) -> int:
    """1 where a quote is not the regulation's own words."""
    outcomes = [outcome for found in results.sets.values() for outcome in found.outcomes]
    forged = [outcome.id for outcome in outcomes if outcome.verbatim != len(outcome.cited)]
    if forged:
        print(f"error: quotes that are not verbatim: {', '.join(forged)}", file=sys.stderr)
    return 1 if forged else 0


def _show(options: argparse.Namespace, record: Any, text: str) -> None:
    print(json.dumps(record, ensure_ascii=False) if options.json else text)


def _columns(rows: Sequence[Mapping[str, object]]) -> str:
    """Rows of the same fields as a Markdown table."""
    from eval.report import table

    cells = ([f"{v:.4g}" if isinstance(v, float) else str(v) for v in row.values()] for row in rows)
    return "\n".join(table(list(rows[0]), cells))


def _check_out(path: Path) -> None:
    """Raise before the long part when the result could not be written."""
    if path.is_dir() or not path.parent.is_dir():
        raise ValueError(f"--out {path} cannot be written. Mend: name a file in a folder that exists")


def _save(path: Path, record: Mapping[str, Any]) -> None:
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
