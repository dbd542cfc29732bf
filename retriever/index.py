"""The index: both channels over the chunks, in a folder that is checked, rebuilt when stale, and swapped in one rename.

The folder that the settings name holds `current`, a link to the newest `build-…`. A build is written beside it and
becomes current by one rename of the link, so that a reader sees the old index or the new one, never half of one.
"""

import json
import logging
import shutil
import tempfile
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock

from corpus import Regulation
from retriever import words
from retriever.chunks import Chunk, chunk_regulations
from retriever.dense import DenseSearcher
from retriever.encoder import Encoder
from retriever.settings import IndexSettings
from retriever.words import Bm25Searcher, Tokenizer

log = logging.getLogger(__name__)

FORMAT = 1
"""Raised when the files of an index change their meaning; an index of another format is rebuilt."""

_SHOW_PROGRESS_AFTER_S = 2.0
_BATCH = 16


class IndexFaultError(Exception):
    """Why an index on disk cannot be used: missing, stale or damaged."""


@dataclass(frozen=True, slots=True)
class Index:
    """Both channels over the same chunks; row i of each is `chunks[i]`."""

    chunks: tuple[Chunk, ...]
    dense: DenseSearcher
    bm25: Bm25Searcher
    manifest: dict[str, Any]


def open_index(
    regulations: Sequence[Regulation], encoder: Encoder, settings: IndexSettings, *, rebuild: bool = False
) -> Index:
    """Load the index, or build it when it is missing, stale or damaged; the log says why.

    Processes that find it so at the same time wait for one of them to build.
    """
    chunks = chunk_regulations(regulations)
    terms = tuple(term for regulation in regulations for term in regulation.terms)
    tokenizer = Tokenizer(terms, settings.folder / "jieba")
    settings.folder.mkdir(parents=True, exist_ok=True)
    expected = _expected(regulations, chunks, terms, encoder, settings)
    if not rebuild:
        try:
            return _load(settings.folder / "current", chunks, encoder, tokenizer, expected)
        except IndexFaultError as fault:
            log.info("index: %s; waiting for the lock to build it", fault)
    with FileLock(settings.folder / "lock"):
        if not rebuild:
            try:
                return _load(settings.folder / "current", chunks, encoder, tokenizer, expected)
            except IndexFaultError as fault:
                log.warning("index: building it, because %s", fault)
        index = build_index(chunks, encoder, tokenizer, settings.factory)
        manifest = expected | {"build_seconds": index.manifest["build_seconds"]}
        _publish(settings.folder, index, manifest)
        return Index(chunks, index.dense, index.bm25, manifest)


def build_index(chunks: Sequence[Chunk], encoder: Encoder, tokenizer: Tokenizer, factory: str) -> Index:
    """Build both channels in memory, with a progress bar where it takes longer than two seconds."""
    started = time.perf_counter()
    texts = [chunk.indexed_text for chunk in chunks]
    batches = [texts[at : at + _BATCH] for at in range(0, len(texts), _BATCH)]
    vectors = [encoder.encode_document(batch) for batch in _progress(batches)]
    dense = DenseSearcher.build(encoder, np.concatenate([np.empty((0, encoder.dim), np.float32), *vectors]), factory)
    bm25 = Bm25Searcher.build(tokenizer, texts)
    return Index(tuple(chunks), dense, bm25, {"build_seconds": round(time.perf_counter() - started, 3)})


def _progress(batches: list[list[str]]) -> Iterable[list[str]]:
    from tqdm import tqdm

    progress: Iterable[list[str]] = tqdm(
        batches, desc="indexing", unit=f"×{_BATCH} texts", delay=_SHOW_PROGRESS_AFTER_S
    )
    return progress


def _expected(
    regulations: Sequence[Regulation],
    chunks: Sequence[Chunk],
    terms: Sequence[str],
    encoder: Encoder,
    settings: IndexSettings,
) -> dict[str, Any]:
    """The part of the manifest that is known before a build: what the index is made from, and with."""
    return {
        "format": FORMAT,
        "regulations": {r.id: sha256(r.text.encode()).hexdigest() for r in regulations},
        "chunks": len(chunks),
        "texts": _digest(text for chunk in chunks for text in (chunk.id, chunk.indexed_text)),
        "terms": _digest(terms),
        "tokenizer": sha256(Path(words.__file__).read_bytes()).hexdigest(),
        "encoder": encoder.id,
        "dim": encoder.dim,
        "factory": settings.factory,
        "libraries": {name: version(name) for name in ("bm25s", "faiss-cpu", "jieba", "numpy")},
    }


def _load(
    folder: Path, chunks: tuple[Chunk, ...], encoder: Encoder, tokenizer: Tokenizer, expected: dict[str, Any]
) -> Index:
    try:
        # The link is resolved once: all files are then of one build, also when another becomes current meanwhile.
        folder = folder.resolve(strict=True)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        for key, value in expected.items():
            if manifest.get(key) != value:
                raise IndexFaultError(f"it is stale: {key} was {manifest.get(key)!r}, is {value!r}")
        if manifest["files"] != _file_digests(folder):
            raise IndexFaultError(f"it is damaged: the files in {folder} are not those of its manifest")
        dense = DenseSearcher.load(encoder, folder / "vectors.faiss")
        bm25 = Bm25Searcher.load(tokenizer, folder / "bm25")
    except FileNotFoundError as error:
        raise IndexFaultError(f"{error.filename or folder} does not exist") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise IndexFaultError(f"it is damaged: {error!r}") from error
    return Index(chunks, dense, bm25, manifest)


def _publish(folder: Path, index: Index, manifest: dict[str, Any]) -> None:
    build = Path(tempfile.mkdtemp(prefix="build-", dir=folder))
    index.dense.save(build / "vectors.faiss")
    index.bm25.save(build / "bm25")
    whole = manifest | {"files": _file_digests(build)}
    (build / "manifest.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
    current = folder / "current"
    replaced = current.resolve() if current.is_symlink() else None
    link = folder / f"{build.name}.link"
    link.symlink_to(build.name)
    link.replace(current)
    log.info("index: %d chunks in %.1f s, now current: %s", len(index.chunks), manifest["build_seconds"], build)
    for old in folder.glob("build-*"):
        # The build that was current until now may still be read by a process that has just resolved the link.
        if old not in (build, replaced):
            shutil.rmtree(old, ignore_errors=True)


def _file_digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def _digest(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()
