import pytest

from retriever.fusion import fuse


def test_the_channels_are_scaled_and_added():
    fused = fuse(dense=((0, 0.9), (1, 0.85), (2, 0.8)), bm25=((1, 10.0), (3, 5.0)), dense_weight=0.6)
    assert fused == pytest.approx({0: 0.6, 1: 0.6 * 0.5 + 0.4, 2: 0.0, 3: 0.4 * 0.5})


@pytest.mark.parametrize(("weight", "best"), [(0.0, 3), (1.0, 0)])
def test_a_weight_at_the_end_leaves_one_channel(weight, best):
    fused = fuse(dense=((0, 0.9), (3, 0.8)), bm25=((3, 7.0),), dense_weight=weight)
    assert max(fused, key=fused.__getitem__) == best


def test_one_channel_alone_is_enough():
    assert fuse((), ((5, 2.0), (6, 1.0)), 0.5) == {5: 0.5, 6: 0.25}
    assert fuse(((5, 0.8),), (), 0.5) == {5: 0.5}
    assert fuse((), (), 0.5) == {}
