"""`python -m eval beir DIR`: the retriever on a collection in the BEIR format."""

import json
import resource
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from ir_measures import RR, R, calc_aggregate, nDCG

from corpus.lines import numbered_lines
from eval.questions import BeirError
from retriever.chunks import Chunk, ChunkKind
from retriever.encoder import Encoder
from retriever.fusion import fuse
from retriever.index import Index, build_index
from retriever.query import normalise
from retriever.settings import Settings
from retriever.words import Tokenizer

MEASURES = {
    "Recall@5": R @ 5,
    "Recall@10": R @ 10,
    "Recall@50": R @ 50,
    "Recall@100": R @ 100,
    "MRR@10": RR @ 10,
    "nDCG@10": nDCG @ 10,
}


def evaluate(folder: Path, encoder: Encoder, settings: Settings) -> dict[str, Any]:
    """Index a BEIR folder in memory, ask its queries, and score each channel and their fusion.

    Args:
        folder: holds `corpus.jsonl`, `queries.jsonl` and `qrels/test.tsv`.
        encoder: as for the regulations.
        settings: search depth, fusion weight and FAISS factory.

    Raises:
        BeirError: when a file has not that format; `CorpusError` when it cannot be read.
    """
    chunks = _chunks(folder / "corpus.jsonl")
    qrels = _qrels(folder / "qrels" / "test.tsv")
    queries = {i: text for i, _, text in _records(folder / "queries.jsonl", title=False) if i in qrels}
    if missing := qrels.keys() - queries.keys():
        raise BeirError(f"{folder}/queries.jsonl: query {min(missing)!r} of the qrels is missing. Mend: add it")
    with tempfile.TemporaryDirectory() as cache:
        index = build_index(chunks, (), encoder, Tokenizer((), Path(cache)), settings.index.factory)
        runs, latencies = _ask(index, queries, settings)
    return {
        "documents": len(chunks),
        "queries": len(queries),
        "scores": {method: _scores(qrels, run) for method, run in runs.items()},
        "build_seconds": index.manifest["build_seconds"],
        "query_p50_ms": round(float(np.percentile(latencies, 50)), 2),
        "query_p95_ms": round(float(np.percentile(latencies, 95)), 2),
        "peak_memory_mb": round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    }


def _ask(
    index: Index, queries: dict[str, str], settings: Settings
) -> tuple[dict[str, dict[str, dict[str, float]]], list[float]]:
    from tqdm import tqdm

    runs: dict[str, dict[str, dict[str, float]]] = {"BM25": {}, "dense": {}, "fused": {}}
    latencies = []
    for query_id, text in tqdm(queries.items(), desc="queries", delay=2):
        plain = normalise(text)
        started = time.perf_counter()
        dense, bm25 = index.text.search(index.query(plain), settings.search.depth)
        fused = fuse(dense, bm25, settings.search.dense_weight)
        latencies.append((time.perf_counter() - started) * 1000)
        for method, scored in (("BM25", dict(bm25)), ("dense", dict(dense)), ("fused", fused)):
            runs[method][query_id] = {index.chunks[row].id: score for row, score in scored.items()}
    return runs, latencies


def _scores(qrels: dict[str, dict[str, int]], run: dict[str, dict[str, float]]) -> dict[str, float]:
    # calc_aggregate averages over the queries of the qrels: one without hits counts as zero.
    totals = calc_aggregate(list(MEASURES.values()), qrels, {query: docs or {"": 0.0} for query, docs in run.items()})
    return {name: round(float(totals[measure]), 4) for name, measure in MEASURES.items()}


def _chunks(path: Path) -> tuple[Chunk, ...]:
    chunks = tuple(Chunk(i, ChunkKind.ARTICLE, i, (i,), title, text) for i, title, text in _records(path, title=True))
    if not chunks:
        raise BeirError(f"{path}: no document in it. Mend: one JSON object a line, with _id, title and text")
    return chunks


def _records(path: Path, *, title: bool) -> Iterator[tuple[str, str, str]]:
    seen: set[str] = set()
    for number, line in numbered_lines(path):
        try:
            record = json.loads(line)
            found = str(record["_id"]), normalise(record.get("title") or "") if title else "", record["text"]
        except (ValueError, KeyError, TypeError, AttributeError) as error:
            raise BeirError(f"{path}:{number}: {error!r}. Mend: a JSON object with _id and text") from None
        if found[0] in seen or not isinstance(found[2], str):
            raise BeirError(f"{path}:{number}: {found!r}. Mend: give each _id once, and text as a string")
        seen.add(found[0])
        yield found


def _qrels(path: Path) -> dict[str, dict[str, int]]:
    qrels: dict[str, dict[str, int]] = {}
    for number, line in numbered_lines(path):
        row = line.split("\t")
        if number == 1 and row[-1] == "score":
            continue
        try:
            query, document, relevance = row
            qrels.setdefault(query, {})[document] = int(relevance)
        except ValueError:
            raise BeirError(f"{path}:{number}: {row!r}. Mend: query-id, corpus-id and score, with tabs") from None
    if not qrels:
        raise BeirError(f"{path}: no judgement in it. Mend: query-id, corpus-id and score, with tabs")
    return qrels
