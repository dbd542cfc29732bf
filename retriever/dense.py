"""The dense channel: vectors in FAISS. faiss is imported when an index is built or read."""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from retriever.encoder import Encoder, Vectors
from retriever.searcher import Query, RankedRows, rank_rows

if TYPE_CHECKING:
    import faiss


class DenseSearcher:
    """Cosine similarity between the query's vector and those of the texts."""

    name = "dense"

    def __init__(self, encoder: Encoder, index: "faiss.Index") -> None:
        """Search an index.

        Raises:
            ValueError: when the index was built by an encoder of another dimension.
        """
        if index.d != encoder.dim:
            raise ValueError(f"the index has dimension {index.d}, the encoder {encoder.id} {encoder.dim}: rebuild it")
        self._index = index

    @classmethod
    def build(cls, encoder: Encoder, vectors: Vectors, factory: str) -> "DenseSearcher":
        """Index vectors, (n, dim) float32 with rows L2-normalised; row i gets id i.

        Raises:
            ValueError: when FAISS does not know the factory string, or such an index cannot hold ids.
        """
        import faiss

        try:
            index = faiss.index_factory(encoder.dim, factory, faiss.METRIC_INNER_PRODUCT)
        except RuntimeError:
            raise ValueError(f"FAISS does not know the factory {factory!r}. Mend: use IDMap2,Flat") from None
        if not factory.startswith("IDMap"):
            raise ValueError(f"an index of the factory {factory!r} holds no ids. Mend: write IDMap2,{factory}")
        if not index.is_trained:
            index.train(vectors)
        index.add_with_ids(vectors, np.arange(len(vectors), dtype=np.int64))
        return cls(encoder, index)

    @classmethod
    def load(cls, encoder: Encoder, path: Path) -> "DenseSearcher":
        """Read an index that `save` wrote."""
        import faiss

        return cls(encoder, faiss.read_index(str(path)))

    def save(self, path: Path) -> None:
        """Write the index to a file."""
        import faiss

        faiss.write_index(self._index, str(path))

    def vectors(self) -> Vectors:
        """The vectors that it holds, (n, dim) float32, in the order of the rows; as good as the factory keeps them."""
        found = [self._index.reconstruct(row) for row in range(self._index.ntotal)]
        return np.array(found, np.float32).reshape(len(found), self._index.d)

    def search(self, query: Query, depth: int) -> RankedRows:
        """See `Searcher`; the score is the cosine, -1 to 1."""
        # FAISS pads with id -1 when asked for more than it holds.
        count = min(depth, self._index.ntotal)
        if not count:
            return ()
        scores, rows = self._index.search(query.vector, count)
        # Fewer than asked for are found where only some cells of an index are looked into: -1 stands for none.
        found = rows[0] >= 0
        return rank_rows(rows[0][found], scores[0][found], depth)
