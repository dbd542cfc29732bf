"""The index: both channels over the chunks and over the question bank, and what is learned from them.

`retriever/index_folder.py` keeps it on disk.
"""

import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from corpus import BankQuestion
from retriever.chunks import Chunk, clauses_of
from retriever.classifier import ClauseClassifier
from retriever.dense import DenseSearcher
from retriever.encoder import Encoder, Vectors
from retriever.focus import Focus
from retriever.known import KnownVectors, rounded
from retriever.reading import ALONE, BEFORE, BEHIND, JOINED
from retriever.searcher import Query, RankedRows, in_context
from retriever.sounds import Sounds
from retriever.wording import Wording
from retriever.words import Bm25Searcher, Tokenizer

_SHOW_PROGRESS_AFTER_S = 2.0
_BATCH = 16


@dataclass(frozen=True, slots=True)
class Channels:
    """Both channels over the same texts; row i of each is the i-th text."""

    dense: DenseSearcher
    bm25: Bm25Searcher

    def search(self, query: Query, depth: int) -> tuple[RankedRows, RankedRows]:
        """What each channel finds, dense first."""
        return self.dense.search(query, depth), self.bm25.search(query, depth)


@dataclass(frozen=True, slots=True)
class Index:
    """The chunks and the bank's questions, each with its channels.

    Attributes:
        chunks: row i of `text` is `chunks[i]`.
        questions: row i of `bank` is `questions[i]`.
        wording: learned from the questions.
        classifier: learned from their vectors; its rows are the clauses in the order of the text, then none.
        sounds: of chunks and questions.
        focus: over the clauses.
    """

    chunks: tuple[Chunk, ...]
    questions: tuple[BankQuestion, ...]
    text: Channels
    bank: Channels
    wording: Wording
    classifier: ClauseClassifier
    sounds: Sounds
    focus: Focus
    manifest: dict[str, Any]
    encoder: Encoder
    tokenizer: Tokenizer

    def query(self, text: str, also: str = "") -> Query:
        """Make a text ready to be searched.

        Args:
            text: for all channels.
            also: more words, for the channels of words.
        """
        return Query(self.encoder.encode_query([text]), self._tokens(f"{text} {also}"))

    def follow_up(self, text: str, turns: Sequence[str], share: float, also: str = "") -> dict[str, Query]:
        """Make a text that follows others ready to be searched, in each of the ways to read it.

        Args:
            text: for all channels.
            turns: before it, oldest first, at least one.
            share: of their vector; see `in_context`.
            also: more words, for the channels of words.

        Returns:
            One of `retriever.reading.READINGS` to the query.
        """
        context, last = " ".join(turns), turns[-1]
        texts = dict.fromkeys((text, last, f"{last} {text}", context))
        vectors = dict(zip(texts, np.split(self.encoder.encode_query(list(texts)), len(texts)), strict=True))
        return {
            BEHIND: Query(in_context(vectors[text], vectors[context], share), self._tokens(f"{context} {text} {also}")),
            ALONE: Query(vectors[text], self._tokens(f"{text} {also}")),
            BEFORE: Query(vectors[last], self._tokens(last)),
            JOINED: Query(vectors[f"{last} {text}"], self._tokens(f"{last} {text} {also}")),
        }

    def queries(self, texts: Sequence[str], whole: Query, share: float) -> tuple[Query, ...]:
        """Make the parts of a question ready to be searched, in one run of the encoder.

        Args:
            texts: of about one length.
            whole: the question that they are parts of: 谁签 says little without it.
            share: of its vector; see `in_context`.
        """
        vectors = in_context(self.encoder.encode_query(texts), whole.vector, share)
        return tuple(Query(vectors[at : at + 1], self._tokens(text)) for at, text in enumerate(texts))

    def _tokens(self, text: str) -> tuple[str, ...]:
        return tuple(self.tokenizer.tokenize(text))


def build_index(
    chunks: Sequence[Chunk],
    questions: Sequence[BankQuestion],
    encoder: Encoder,
    tokenizer: Tokenizer,
    factory: str,
    known: KnownVectors | None = None,
) -> Index:
    """Build all channels in memory, with a progress bar where it takes longer than two seconds.

    The manifest holds only how long it took.

    Args:
        chunks: of the regulations.
        questions: of the bank.
        encoder: of all vectors.
        tokenizer: of all words.
        factory: of the FAISS index.
        known: vectors of questions that need not be computed.
    """
    started = time.perf_counter()

    def encoded(what: str, texts: Sequence[str], encode: Callable[[Sequence[str]], Vectors]) -> Vectors:
        # A batch is as long as its longest text: those of one length go together.
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        vectors = np.empty((len(texts), encoder.dim), np.float32)
        for batch in _progress(what, [order[at : at + _BATCH] for at in range(0, len(order), _BATCH)]):
            vectors[batch] = encode([texts[at] for at in batch])
        return vectors

    def channels(texts: Sequence[str], vectors: Vectors) -> Channels:
        return Channels(DenseSearcher.build(encoder, vectors, factory), Bm25Searcher.build(tokenizer, texts))

    passages = [chunk.indexed_text for chunk in chunks]
    text = channels(passages, encoded("indexing the text", passages, encoder.encode_document))
    asked = [question.text for question in questions]
    vectors = np.empty((len(asked), encoder.dim), np.float32)
    unknown = (known or KnownVectors.none()).fill(asked, vectors)
    # A bank question is compared with a question: both get the prompt of a query.
    vectors[unknown] = rounded(encoded("indexing the bank", [asked[at] for at in unknown], encoder.encode_query))
    bank = channels(asked, vectors)
    wording = Wording.build(questions, vectors)
    classifier = ClauseClassifier.build(vectors, questions, clauses_of(chunks))
    sounds = Sounds.build((*(chunk.text for chunk in chunks), *(question.text for question in questions)), tokenizer)
    learned = wording, classifier, sounds, Focus.build(encoder, clause_texts(chunks))
    manifest = {"build_seconds": round(time.perf_counter() - started, 3)}
    return Index(tuple(chunks), tuple(questions), text, bank, *learned, manifest, encoder, tokenizer)


def clause_texts(chunks: Sequence[Chunk]) -> list[str]:
    """The clauses, in the order of the text."""
    return [chunk.text for chunk in chunks if len(chunk.clause_ids) == 1]


def _progress(what: str, batches: list[list[int]]) -> Iterable[list[int]]:
    from tqdm import tqdm

    progress: Iterable[list[int]] = tqdm(batches, desc=what, unit=f"×{_BATCH}", delay=_SHOW_PROGRESS_AFTER_S)
    return progress
