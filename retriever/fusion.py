"""Fusing the channels into one score a chunk."""

from retriever.searcher import RankedRows


def fuse(dense: RankedRows, bm25: RankedRows, dense_weight: float) -> dict[int, float]:
    """Add the normalised scores of both channels, a convex combination.

    The dense scores are scaled from the worst to the best hit, because cosines of one model lie close together; BM25 is
    scaled from zero, where no word is shared. On dev this beats reciprocal rank fusion (docs/adr/0003-fusion.md).
    Source: Bruch, Gai and Ingber, An Analysis of Fusion Functions for Hybrid Retrieval, ACM TOIS 2023.

    Args:
        dense: hits of the dense channel, cosine.
        bm25: hits of the word channel, all above 0.
        dense_weight: 0 to 1; BM25 has the rest.

    Returns:
        Row to score, 0 to 1, for each row that a channel found.
    """
    fused = dict.fromkeys((row for row, _ in (*dense, *bm25)), 0.0)
    if dense:
        best, worst = dense[0][1], dense[-1][1]
        for row, cosine in dense:
            fused[row] += dense_weight * ((cosine - worst) / (best - worst) if best > worst else 1.0)
    if bm25:
        for row, score in bm25:
            fused[row] += (1 - dense_weight) * score / bm25[0][1]
    return fused
