"""The index on disk, in a folder that is checked and swapped whole.

The folder that the settings name holds `current`, a link to the newest `build-…`. A build is written beside it and
becomes current by one rename of the link, so that a reader sees the old index or the new one, never half of one.
"""

import json
import logging
import shutil
import tempfile
from collections.abc import Iterable, Sequence
from dataclasses import replace
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path
from typing import Any

from filelock import FileLock

from corpus import BankQuestion, Regulation
from retriever import words
from retriever.chunks import Chunk, chunk_regulations
from retriever.classifier import ClauseClassifier
from retriever.dense import DenseSearcher
from retriever.encoder import Encoder
from retriever.focus import Focus
from retriever.index import Channels, Index, build_index, clause_texts
from retriever.known import KnownVectors
from retriever.settings import IndexSettings
from retriever.sounds import Sounds
from retriever.wording import Wording
from retriever.words import Bm25Searcher, Tokenizer

log = logging.getLogger(__name__)

FORMAT = 7
"""Raised when the files of an index change their meaning; an index of another format is rebuilt."""


class IndexFaultError(Exception):
    """Why an index on disk cannot be used: missing, stale or damaged."""


def open_index(
    regulations: Sequence[Regulation], encoder: Encoder, settings: IndexSettings, *, rebuild: bool = False
) -> Index:
    """Load the index, or build it when it is missing, stale or damaged; the log says why.

    Processes that find it so at the same time wait for one of them to build.
    """
    chunks = chunk_regulations(regulations)
    questions = tuple(question for regulation in regulations for question in regulation.questions)
    terms = tuple(term for regulation in regulations for term in regulation.terms)
    tokenizer = Tokenizer(terms, settings.folder / "jieba")
    settings.folder.mkdir(parents=True, exist_ok=True)
    expected = _expected(regulations, chunks, questions, terms, encoder, settings)

    def load() -> Index:
        return Index(
            chunks,
            questions,
            *_load(settings.folder / "current", encoder, tokenizer, chunks, expected),
            encoder,
            tokenizer,
        )

    if not rebuild:
        try:
            return load()
        except IndexFaultError as fault:
            log.info("index: %s; waiting for the lock to build it", fault)
    with FileLock(settings.folder / "lock"):
        if not rebuild:
            try:
                return load()
            except IndexFaultError as fault:
                log.warning("index: building it, because %s", fault)
        known = KnownVectors.none() if rebuild else KnownVectors.load(encoder.id)
        index = build_index(chunks, questions, encoder, tokenizer, settings.factory, known)
        index = replace(index, manifest=expected | index.manifest)
        return replace(index, manifest=_publish(settings.folder, index))


def _expected(
    regulations: Sequence[Regulation],
    chunks: Sequence[Chunk],
    questions: Sequence[BankQuestion],
    terms: Sequence[str],
    encoder: Encoder,
    settings: IndexSettings,
) -> dict[str, Any]:
    """The part of the manifest that is known before a build: what the index is made from, and with."""
    return {
        "format": FORMAT,
        "regulations": {r.id: sha256(r.text.encode()).hexdigest() for r in regulations},
        "chunks": len(chunks),
        "questions": len(questions),
        "bank": _digest(text for q in questions for text in (q.text, *q.clauses, q.near, q.procedure)),
        "texts": _digest(text for chunk in chunks for text in (chunk.id, chunk.indexed_text)),
        "terms": _digest(terms),
        "tokenizer": sha256(Path(words.__file__).read_bytes()).hexdigest(),
        "encoder": encoder.id,
        "dim": encoder.dim,
        "factory": settings.factory,
        "libraries": {name: version(name) for name in ("bm25s", "faiss-cpu", "jieba", "numpy", "pypinyin")},
    }


def _load(
    folder: Path, encoder: Encoder, tokenizer: Tokenizer, chunks: Sequence[Chunk], expected: dict[str, Any]
) -> tuple[Channels, Channels, Wording, ClauseClassifier, Sounds, Focus, dict[str, Any]]:
    """The parts of an index that are files, from the channels of the text to the manifest."""
    try:
        # The link is resolved once: all files are then of one build, also when another becomes current meanwhile.
        folder = folder.resolve(strict=True)
        manifest = json.loads((folder / "manifest.json").read_text("utf-8"))
        for key, value in expected.items():
            if manifest.get(key) != value:
                raise IndexFaultError(f"it is stale: {key} was {manifest.get(key)!r}, is {value!r}")
        if manifest["files"] != _file_digests(folder):
            raise IndexFaultError(f"it is damaged: the files in {folder} are not those of its manifest")
        text, bank = (
            Channels(
                DenseSearcher.load(encoder, folder / name / "vectors.faiss"),
                Bm25Searcher.load(tokenizer, folder / name / "bm25"),
            )
            for name in ("text", "bank")
        )
        wording = Wording.load(folder / "wording.npy")
        classifier = ClauseClassifier.load(folder / "classifier.npz")
        sounds = Sounds.load(folder / "sounds.json")
        focus = Focus.load(folder / "focus.npy", encoder, clause_texts(chunks))
    except FileNotFoundError as error:
        raise IndexFaultError(f"{error.filename or folder} does not exist") from None
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        raise IndexFaultError(f"it is damaged: {error!r}") from error
    return text, bank, wording, classifier, sounds, focus, manifest


def _publish(folder: Path, index: Index) -> dict[str, Any]:
    """Write the index, make it current, and return its whole manifest."""
    build = Path(tempfile.mkdtemp(prefix="build-", dir=folder))
    for name, channels in (("text", index.text), ("bank", index.bank)):
        (build / name).mkdir()
        channels.dense.save(build / name / "vectors.faiss")
        channels.bm25.save(build / name / "bm25")
    index.wording.save(build / "wording.npy")
    index.classifier.save(build / "classifier.npz")
    index.sounds.save(build / "sounds.json")
    index.focus.save(build / "focus.npy")
    whole = index.manifest | {"files": _file_digests(build)}
    (build / "manifest.json").write_text(json.dumps(whole, ensure_ascii=False, indent=1), "utf-8")
    current = folder / "current"
    replaced = current.resolve() if current.is_symlink() else None
    link = folder / f"{build.name}.link"
    link.symlink_to(build.name)
    link.replace(current)
    counts = len(index.chunks), len(index.questions), index.manifest["build_seconds"]
    log.info("index: %d chunks and %d questions in %.1f s, now current: %s", *counts, build)
    for old in folder.glob("build-*"):
        # The build that was current until now may still be read by a process that has just resolved the link.
        if old not in (build, replaced):
            shutil.rmtree(old, ignore_errors=True)
    return whole


def _file_digests(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and path.name != "manifest.json"
    }


def _digest(texts: Iterable[str]) -> str:
    return sha256("\n".join(texts).encode()).hexdigest()
