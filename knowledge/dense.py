"""Nearest vectors: an exact FAISS inner-product index over the sentence encoder's unit vectors."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import faiss
    import numpy as np
    from numpy.typing import NDArray


class DenseIndex:
    """Cosine similarity of a query vector to every passage, in passage order."""

    def __init__(self, index: faiss.Index) -> None:
        self._index = index

    @classmethod
    def build(cls, vectors: NDArray[np.float32]) -> DenseIndex:
        """Index an ``(n, d)`` array of L2-normalised rows."""
        import faiss

        index = faiss.IndexFlatIP(vectors.shape[1])
        index.add(vectors)
        return cls(index)

    def scores(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """The cosine of ``vector``, shape ``(d,)``, to each passage, shape ``(n,)``."""
        import numpy as np

        count = int(self._index.ntotal)
        similarity, rows = self._index.search(vector.reshape(1, -1), count)
        result = np.zeros(count, dtype=np.float64)
        result[rows[0]] = similarity[0]
        return result

    def to_bytes(self) -> bytes:
        """FAISS's own serialisation."""
        import faiss

        return faiss.serialize_index(self._index).tobytes()

    @classmethod
    def from_bytes(cls, content: bytes) -> DenseIndex:
        """Read back what ``to_bytes`` wrote.

        Raises:
            RuntimeError: when FAISS does not know the content.
        """
        import faiss
        import numpy as np

        return cls(faiss.deserialize_index(np.frombuffer(content, dtype=np.uint8)))
