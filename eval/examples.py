"""Examples to learn from: the bank's own questions and those of the dev files.

A bank question is asked against an index that knows neither it nor its like: the encoder was tuned without its fold
(cross-fitting), and the bank's hits that are worded alike are hidden. Without that, a model would learn to trust
similarities that a new question never has.
"""

import logging
import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import process
from rapidfuzz.distance import Indel

from corpus import BankQuestion, Regulation
from eval.questions import Question, gold_clauses
from eval.sweep import load_scores, save_scores
from eval.tune import TuneSettings, tune
from retriever.calibration import UNCALIBRATED
from retriever.chunks import chunk_regulations, clauses_of
from retriever.classifier import ClauseClassifier
from retriever.e5_module import build_e5
from retriever.encoder import SentenceTransformerEncoder
from retriever.index import build_index
from retriever.model import Scores
from retriever.reading import QueryReader
from retriever.references import look_up
from retriever.retriever import Retriever
from retriever.settings import Settings
from retriever.wording import Wording
from retriever.words import Tokenizer

log = logging.getLogger(__name__)

ENCODER_FOLDS = 2
WORDING_FOLDS = 5
FOLD_SETTINGS = TuneSettings(steps=100)
"""Of the encoders that are tuned without a fold: on half as many questions, about half as long as the one in use."""
ALIKE = 0.65
"""Normalised edit similarity from which on a bank question counts as the same wording, and is hidden."""
BANK_WEIGHT = 0.3
"""Weight of a bank question beside a dev question: there are fourteen times as many, and they are easier."""


@dataclass(frozen=True, slots=True)
class Example:
    """A question to learn from.

    Attributes:
        scores: of an index that does not know it.
        clauses: ids of those that answer it; none when nothing does.
        category: as in the question files; empty for a bank question.
        bank: whether it is of the bank.
        reported: whether it is of the file that figures are given of, dev.
        weight: in the fit.
    """

    scores: Scores
    clauses: frozenset[str]
    category: str
    bank: bool
    reported: bool
    weight: float


def file_examples(
    questions: Sequence[Question], scores: Sequence[Scores], regulation: Regulation, *, reported: bool
) -> tuple[Example, ...]:
    """Examples of a question file, less those that name an article: they are looked up, so they teach nothing."""
    return tuple(
        Example(
            s, frozenset(gold_clauses(q, regulation)) if q.answerable else frozenset(), q.category, False, reported, 1.0
        )
        for q, s in zip(questions, scores, strict=True)
        if not look_up(s.question, [regulation])
    )


def bank_examples(bank: Sequence[BankQuestion], scores: Sequence[Scores]) -> tuple[Example, ...]:
    """Examples of the bank, what is worded alike hidden from each.

    Args:
        bank: all of it, in the order of the index.
        scores: of each, cross-fitted (`cross_fitted_scores`).
    """
    alike = alike_questions(bank)
    wordings = held_out_wordings(bank)
    examples = []
    for question, found, hidden, wording in zip(bank, scores, alike, wordings, strict=True):
        unaware = replace(
            found,
            bank_dense=tuple(hit for hit in found.bank_dense if hit[0] not in hidden),
            bank_bm25=tuple(hit for hit in found.bank_bm25 if hit[0] not in hidden),
            wording=wording,
        )
        examples.append(Example(unaware, frozenset(question.clauses), "", True, False, BANK_WEIGHT))
    return tuple(examples)


def cross_fitted_scores(regulations: Sequence[Regulation], settings: Settings, store: Path) -> list[Scores]:
    """The scores of every bank question, each from an encoder that was tuned without its fold.

    Args:
        regulations: with their bank.
        settings: of the search.
        store: keeps what was made, named by what it was made from; a fold takes minutes.
    """
    chunks = chunk_regulations(regulations)
    bank = [question for regulation in regulations for question in regulation.questions]
    made_from = (
        [text for q in bank for text in (q.text, *q.clauses)]
        + [chunk.indexed_text for chunk in chunks]
        + [repr(FOLD_SETTINGS), *(field.name for field in fields(Scores))]
    )
    key = sha256("\n".join(made_from).encode()).hexdigest()[:16]
    fold = fold_of(len(bank))
    found: dict[int, Scores] = {}
    for number in range(ENCODER_FOLDS):
        rows = np.flatnonzero(fold == number).tolist()
        file = store / f"bank-{key}-{number}.json.gz"
        if not file.exists():
            log.info("train: tuning an encoder without fold %d of %d", number + 1, ENCODER_FOLDS)
            adapter = store / f"bank-{key}-{number}.safetensors"
            adapter.parent.mkdir(parents=True, exist_ok=True)
            tune([question for at, question in enumerate(bank) if fold[at] != number], chunks, adapter, FOLD_SETTINGS)
            retriever = fold_retriever(regulations, settings, adapter, np.flatnonzero(fold != number).tolist())
            save_scores([retriever.score(bank[row].text) for row in rows], file)
        found |= zip(rows, load_scores(file), strict=True)
    return [found[row] for row in range(len(bank))]


def fold_retriever(
    regulations: Sequence[Regulation], settings: Settings, adapter: Path, known: Sequence[int]
) -> Retriever:
    """A retriever in memory whose encoder and classifier learned from some bank questions only.

    Args:
        regulations: with their bank.
        settings: of the search.
        adapter: of the encoder.
        known: rows of the bank questions that the classifier learns from.
    """
    chunks = chunk_regulations(regulations)
    bank = [question for regulation in regulations for question in regulation.questions]
    tokenizer = Tokenizer([term for r in regulations for term in r.terms], settings.index.folder / "jieba")
    encoder = SentenceTransformerEncoder(*build_e5(adapter))
    index = build_index(chunks, bank, encoder, tokenizer, settings.index.factory)
    vectors = index.bank.dense.vectors()[known]
    classifier = ClauseClassifier.build(vectors, [bank[at] for at in known], clauses_of(chunks))
    reader = QueryReader(regulations, chunks, tokenizer)
    search = settings.search.model_copy(update={"ranker": "fusion"})
    return Retriever(regulations, replace(index, classifier=classifier), reader, UNCALIBRATED, search)


def held_out_wordings(bank: Sequence[BankQuestion]) -> list[Mapping[str, float]]:
    """What the words of each bank question say of it, learned from the others."""
    found: list[Mapping[str, float]] = [{}] * len(bank)
    fold = fold_of(len(bank), WORDING_FOLDS)
    for number in range(WORDING_FOLDS):
        known = [question for at, question in enumerate(bank) if fold[at] != number]
        wording = Wording.build(known, np.empty((len(known), 0), np.float32))
        for at in np.flatnonzero(fold == number).tolist():
            found[at] = wording.log_odds(bank[at].text, np.empty((1, 0), np.float32))
    return found


def alike_questions(bank: Sequence[BankQuestion]) -> tuple[frozenset[int], ...]:
    """Of each bank question, the rows of those worded alike, itself among them."""
    texts = [question.text for question in bank]
    similar = process.cdist(texts, texts, scorer=Indel.normalized_similarity, score_cutoff=ALIKE, workers=-1)
    return tuple(frozenset(np.flatnonzero(row).tolist()) for row in similar)


def fold_of(count: int, folds: int = ENCODER_FOLDS) -> NDArray[np.int64]:
    """Fold of each bank question, (count,), always the same."""
    order = list(range(count))
    random.Random(0).shuffle(order)  # noqa: S311 - no secret
    fold = np.empty(count, np.int64)
    fold[order] = np.arange(count) % folds
    return fold
