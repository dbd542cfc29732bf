import logging

import numpy as np
import pytest

from corpus import load_corpus
from retriever.chunks import chunk_regulations
from retriever.index import build_index
from retriever.known import VECTORS_PATH, KnownVectors, rounded, save_vectors
from retriever.settings import Settings
from retriever.words import Tokenizer

TEXTS = ["议题怎么上会", "请假找谁", "值班有什么要求"]
VECTORS = np.array([[0.6, 0.8], [1, 0], [0.28, 0.96]], np.float32)


@pytest.fixture
def path(tmp_path):
    save_vectors("some-encoder", TEXTS, VECTORS, tmp_path / "vectors.safetensors")
    return tmp_path / "vectors.safetensors"


def test_what_is_known_is_filled_in_and_the_rest_told(path):
    vectors = np.zeros((3, 2), np.float32)
    unknown = KnownVectors.load("some-encoder", path).fill(["请假找谁", "请假找谁？", "议题怎么上会"], vectors)
    assert unknown == [1]
    assert vectors.tolist() == [rounded(VECTORS)[1].tolist(), [0, 0], rounded(VECTORS)[0].tolist()]


def test_rounded_rows_have_length_one_and_round_to_themselves():
    vectors = np.random.default_rng(0).normal(size=(200, 384)).astype(np.float32)
    once = rounded(vectors / np.linalg.norm(vectors, axis=1, keepdims=True))
    assert np.linalg.norm(once, axis=1) == pytest.approx(np.ones(200), abs=1e-6)
    assert (rounded(once) == once).all()


def test_nothing_is_known_of_another_encoder(path):
    assert KnownVectors.load("another-encoder", path).fill(TEXTS, np.zeros((3, 2), np.float32)) == [0, 1, 2]


@pytest.mark.parametrize("content", [None, b"", b"not a file of vectors"])
def test_of_a_file_that_is_none_nothing_is_known_and_the_log_says_so(path, content, caplog):
    if content is None:
        path.unlink()
    else:
        path.write_bytes(content)
    with caplog.at_level(logging.WARNING, "retriever"):
        assert KnownVectors.load("some-encoder", path).fill(TEXTS, np.zeros((3, 2), np.float32)) == [0, 1, 2]
    assert str(path) in caplog.text


def test_of_a_file_with_one_byte_changed_nothing_is_known_and_the_log_says_so(path, caplog):
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(content)
    with caplog.at_level(logging.WARNING, "retriever"):
        assert KnownVectors.load("some-encoder", path).fill(TEXTS, np.zeros((3, 2), np.float32)) == [0, 1, 2]
    assert "is damaged" in caplog.text


class CountingEncoder:
    """An encoder that tells which questions it was asked for."""

    def __init__(self, encoder):
        self.id, self.dim, self.encode_document = encoder.id, encoder.dim, encoder.encode_document
        self._encoder, self.asked = encoder, []

    def encode_query(self, texts):
        self.asked += texts
        return self._encoder.encode_query(texts)


def test_only_what_is_not_known_is_computed(banked_folder, encoder, tmp_path):
    regulations = load_corpus(banked_folder)
    questions = [question for regulation in regulations for question in regulation.questions]
    texts = [question.text for question in questions]
    save_vectors(encoder.id, texts[1:], encoder.encode_query(texts[1:]), tmp_path / "vectors.safetensors")
    built = []
    for known in (KnownVectors.none(), KnownVectors.load(encoder.id, tmp_path / "vectors.safetensors")):
        counting = CountingEncoder(encoder)
        tokenizer = Tokenizer((), tmp_path)
        index = build_index(chunk_regulations(regulations), questions, counting, tokenizer, "IDMap2,Flat", known)
        built.append((index.bank.dense.vectors(), counting.asked))
    (computed, all_asked), (filled, some_asked) = built
    assert (sorted(all_asked), some_asked) == (sorted(texts), texts[:1])
    assert filled == pytest.approx(computed, abs=1e-3)


def test_the_vectors_that_come_with_the_product_are_those_of_its_bank(encoder):
    texts = [question.text for regulation in load_corpus(Settings().corpus) for question in regulation.questions]
    vectors = np.zeros((len(texts), encoder.dim), np.float32)
    # `python -m eval train` writes them anew.
    assert KnownVectors.load(encoder.id, VECTORS_PATH).fill(texts, vectors) == []
    some = list(range(0, len(texts), len(texts) // 20))
    computed = encoder.encode_query([texts[at] for at in some])
    assert np.sum(vectors[some] * computed, axis=1) == pytest.approx(np.ones(len(some)), abs=1e-3)
