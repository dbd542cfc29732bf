"""Near-duplicates between the question bank, the evaluation sets and the sample: `python -m eval leaks`, and a test.

What is too near to another set tells nothing about questions that nobody has seen. Two measures, because each misses
what the other sees: edits count changed characters, cosines see a reordered or slightly reworded question.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from rapidfuzz import process
from rapidfuzz.distance import Indel

from corpus import BankQuestion
from eval.questions import Asked, load_questions
from retriever.encoder import Encoder
from retriever.query import normalise

MOST_SIMILAR_EDITS = 0.85
"""Largest normalised Indel similarity (1 - edits / total length), marks and spaces dropped. Chosen by reading pairs
around it: above, they are one sentence with a word or two exchanged."""
MOST_SIMILAR_COSINE = 0.97
"""Largest cosine of the two questions' vectors. e5 puts unrelated questions at .80; two ways to ask the same thing
reach .95, and the same sentence with other particles .97."""
LEAST_SIMILAR_EDITS = 0.4
"""Pairs with less in common are not compared by their vectors. The same question in another order has more."""
SHORTEST = 5
"""Shorter questions (67条, 你好) are alike without one telling of the other: only an equal text counts."""


@dataclass(frozen=True, slots=True)
class Leak:
    """Two questions of different sets that are too near."""

    first_set: str
    first: str
    second_set: str
    second: str
    edits: float
    cosine: float


def find_leaks(sets: Mapping[str, Sequence[str]], encoder: Encoder) -> list[Leak]:
    """Compare every question of each set with those of every other.

    Args:
        sets: name to questions, each with its earlier turns in front.
        encoder: an untuned one, for tuning draws together what means alike, and this looks for what is worded alike.

    Returns:
        The pairs that are nearer than the thresholds, nearest first.
    """
    plain = {name: [_plain(question) for question in questions] for name, questions in sets.items()}
    leaks = []
    for one, other in combinations(sets, 2):
        edits = process.cdist(plain[one], plain[other], scorer=Indel.normalized_similarity, workers=-1)
        pairs = [
            (int(i), int(j))
            for i, j in np.argwhere(edits > LEAST_SIMILAR_EDITS)
            if _are_compared(plain[one][i], plain[other][j])
        ]
        cosines = _cosines([(sets[one][i], sets[other][j]) for i, j in pairs], encoder)
        for (i, j), cosine in zip(pairs, cosines, strict=True):
            if edits[i, j] > MOST_SIMILAR_EDITS or cosine > MOST_SIMILAR_COSINE:
                leaks.append(Leak(one, sets[one][i], other, sets[other][j], float(edits[i, j]), float(cosine)))
    return sorted(leaks, key=lambda leak: (-max(leak.edits, leak.cosine), leak.first, leak.second))


def leaks_of_files(bank: Sequence[BankQuestion], encoder: Encoder, paths: Sequence[Path]) -> list[Leak]:
    """Compare the question bank with question files, and these with each other.

    Args:
        bank: of all regulations.
        encoder: see `find_leaks`.
        paths: of question files.
    """
    sets = {"bank": tuple(question.text for question in bank)}
    for path in paths:
        sets[path.stem] = tuple(" ".join((*q.history, q.question)) for q in load_questions(path, Asked))
    return find_leaks(sets, encoder)


def _are_compared(first: str, second: str) -> bool:
    return (first == second and first != "") or min(len(first), len(second)) >= SHORTEST


def _cosines(pairs: Sequence[tuple[str, str]], encoder: Encoder) -> Iterable[float]:
    """Cosine of the two questions of each pair; every question is encoded once."""
    place = {text: at for at, text in enumerate(sorted({text for pair in pairs for text in pair}))}
    if not pairs:
        return ()
    vectors = encoder.encode_query(list(map(normalise, place)))
    return (float(vectors[place[first]] @ vectors[place[second]]) for first, second in pairs)


def _plain(question: str) -> str:
    return "".join(char for char in normalise(question).lower() if char.isalnum())
